"""Words of asking, in English and Chinese: how many, by, most, before. Vocabulary only."""

from typing import Final

from assistant.history.ask.kinds import (
    AMOUNT,
    AND,
    BUCKET,
    BY,
    COMPARE,
    COUNT,
    DISTINCT,
    EACH,
    FIRST,
    HOW,
    IN,
    LAST,
    LIST,
    MENTION,
    MORE,
    NOT,
    OR,
    ORDER,
    PARETO,
    RATIO,
    SHARE,
    STATISTIC,
    TOP,
    TREND,
    VERSUS,
    WHEN,
    WHICH,
)

ASKING: Final[dict[str, dict[str, str]]] = {
    COUNT: {
        "": (
            "how many; number of; number; count; counts; count of; total number of; how often;"
            " how many times; often; frequently; 多少; 几; 多少次; 几次; 多少个; 多少张;"
            " 多少条; 多少份; 多少台; 几台; 几个; 几张; 几条; 次数; 数量; 个数; 数目; 条数; 数;"
            " 多少项"
        ),
    },
    AMOUNT: {
        "": "how much; how long; 多久; 多长时间; 多长; 多少钱; 多少元; 多少分钟; 多少小时",
    },
    WHICH: {
        "who": "who; 谁; 哪位",
        "": (
            "which; what; 哪; 哪台; 哪个; 哪些; 哪一台; 哪一个; 哪种; 哪几台; 哪几个; 什么;"
            " 哪项; 哪张; 哪条; 哪家"
        ),
    },
    WHEN: {
        "": (
            "when; what date; which date; on what date; 什么时候; 何时; 哪天; 哪一天; 什么时间;"
            " 日期是"
        ),
    },
    LIST: {
        "": (
            "list; show; show me; find; display; list all; show all; give me all; 列出; 显示;"
            " 列举; 查找; 查询; 找出; 列一下"
        ),
    },
    BY: {
        "": (
            "by; per; for each; for every; in each; each; every; of each; on each;"
            " broken down by; grouped by; group by; split by; according to; 按; 按照;"
            " 每; 每个; 每台; 每种; 每类; 每一; 各; 各个; 各台; 各种; 每位; 分别按; 逐"
        ),
    },
    TOP: {
        "": "top; 排名前; 前",
    },
    ORDER: {
        "+": (
            "most; highest; largest; biggest; greatest; maximum number of; 最多; 最高; 最大;"
            " 最频繁; 排名第一; 最严重"
        ),
        "-": "least; lowest; fewest; smallest; 最少; 最低; 最小",
        "+cost": (
            "most expensive; costliest; most costly; priciest; expensive; costly; 最贵; 最昂贵;"
            " 花费最多; 花钱最多; 最花钱"
        ),
        "-cost": "cheapest; least expensive; 最便宜",
        "+downtime": (
            "longest; longest lasting; longest stop; longest stoppage; worst downtime; 最长;"
            " 最久; 停机最久; 停机最长"
        ),
        "-downtime": "shortest; 最短",
    },
    STATISTIC: {
        "mean": "average; mean; avg; on average; 平均; 平均值; 均值",
        "median": "median; 中位数; 中位值; 中值",
        "sum": (
            "total; sum; sum of; in total; altogether; combined; overall; cumulative; together;"
            " 总; 总计; 合计; 总共; 一共; 共计; 总和; 累计; 共"
        ),
        "max": "maximum; max; 最大值",
        "min": "minimum; min; 最小值",
    },
    BUCKET: {
        "day": "day; days; daily; by day; 天; 日; 每日; 每天; 按天; 按日",
        "month": (
            "month; months; monthly; by month; month by month; 月; 月份; 每月; 每个月; 各月;"
            " 按月; 逐月; 个月; 各个月; 各月份; 哪个月; 月度"
        ),
        "week": (
            "week; weeks; weekly; by week; 周; 每周; 每个星期; 每星期; 各周; 按周; 逐周; 哪周;"
            " 哪一周"
        ),
        "quarter": (
            "quarter; quarters; quarterly; by quarter; 季度; 每季度; 每个季度; 各季度; 各个季度;"
            " 按季度; 逐季; 哪个季度; 哪季度"
        ),
        "year": (
            "year; years; yearly; annual; annually; by year; year by year; 年; 年份; 每年;"
            " 各年; 按年; 逐年; 年度; 哪年; 哪一年; 各年度"
        ),
    },
    TREND: {
        "": (
            "trend; trends; over time; development; evolution; history of; 趋势; 变化;"
            " 变化趋势; 走势; 随时间"
        ),
    },
    PARETO: {
        "": "pareto; pareto analysis; pareto chart; 帕累托; 帕累托分析; 柏拉图; 排列图",
    },
    LAST: {
        "": (
            "last; latest; most recent; last time; most recently; newest; 最后; 最后一次; 最近;"
            " 最近一次; 上次; 上一次; 最新; 最近的; 最后一张; 最新一张; 最近一张; 最后的;"
            " 上一张"
        ),
    },
    FIRST: {
        "": (
            "first; earliest; first time; oldest; 第一次; 首次; 最早; 第一张; 最早一次; 最早的;"
            " 最早一张; 第一个"
        ),
    },
    MENTION: {
        "": (
            "mention; mentions; mentioning; mentioned; contain; contains; containing; about;"
            " regarding; concerning; with the word; with the words; with the text; saying;"
            " that say; refer to; referring to; related to; involving; whose text contains;"
            " 提到; 提及; 含有; 包含; 含; 关于; 涉及; 有关; 提到了; 带有; 写有; 写着"
        ),
    },
    COMPARE: {
        ">": (
            "more than; over; above; greater than; exceeding; exceeds; exceed; higher than;"
            " longer than; larger than; >; 超过; 大于; 高于; 多于; 超出; 长于; 不止"
        ),
        ">=": (
            "at least; no less than; not less than; minimum of; >=; ≥; 至少; 不少于; 不低于;"
            " 大于等于; 不小于; 以上"
        ),
        "<": (
            "less than; under; below; fewer than; lower than; shorter than; cheaper than; <;"
            " 少于; 小于; 低于; 不到; 不足; 短于"
        ),
        "<=": (
            "at most; no more than; not more than; up to; <=; ≤; 至多; 最多为; 不超过; 不多于;"
            " 小于等于; 不高于; 以下; 以内"
        ),
        "=": "exactly; equal to; equals; 等于; 恰好; 正好",
        "between": "between; 介于",
    },
    NOT: {
        "": (
            "not; except; excluding; other than; except for; apart from; but not;"
            " never; don't; doesn't; do not; does not; not on; isn't; aren't; 不; 不是;"
            " 除了; 除; 不含; 不包含; 不包括; 未; 不包含在; 没有提到的; 未提到; 不提"
        ),
        "without": (
            "no; without; without any; with no; lacking; 没有; 没; 没有填写; 没填写; 没填;"
            " 未填写; 未填; 缺少"
        ),
    },
    OR: {
        "": "or; 或; 或者; 或是",
    },
    AND: {
        "": "and; with; &; 和; 与; 及; 以及; 还有; 、; 并; 且; 并且",
    },
    DISTINCT: {
        "": "different; distinct; unique; various; 不同; 不同的; 种; 种不同的",
    },
    IN: {
        "": "in; in the; inside; within; across; 中; 里; 里面; 内; 里边",
    },
    SHARE: {
        "": (
            "share; share of; shares; percentage; percent; per cent; %; proportion; fraction; 比例;"
            " 占比; 百分比; 百分之几; 百分之多少; 份额; 比重"
        ),
        "of": "占; 占了; 占到",
    },
    RATIO: {
        "": "ratio; ratio of; 之比; 比值; 比率",
    },
    VERSUS: {
        "": (
            "vs; vs.; versus; compare; compares; compared; compare with; compare to; compared with;"
            " compared to; comparison; than; 比; 相比; 对比; 比较; 比起"
        ),
    },
    MORE: {
        "": (
            "more; more often; more frequently; higher; greater; larger; less; less often; fewer;"
            " lower; 多; 少; 高; 低; 更多; 更少; 更高; 更低; 较多; 较少; 较高; 较低"
        ),
        "cost": "more expensive; cheaper; costlier; 更贵; 贵",
        "time": "longer; shorter; 长; 短; 久; 更长; 更短; 更久",
    },
    EACH: {
        "": "respectively; 分别; 各自; 各有",
    },
    HOW: {
        "": "how; how did; how does; how do",
    },
}
