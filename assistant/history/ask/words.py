"""What the words of a question mean, in English and Chinese. Vocabulary only.

Words of the trade and of asking; no plant's own names, which come from its data.
"""

from typing import Final

COUNT, ROW, WHICH, WHEN, LIST, BY, TOP = "count", "row", "which", "when", "list", "by", "top"
ORDER, STATISTIC, MEASURE, COLUMN, ENTITY = "order", "statistic", "measure", "column", "entity"
REPAIR, BUCKET, LAST, FIRST, MENTION, COMPARE, KPI = (
    "repair", "bucket", "last", "first", "mention", "compare", "kpi",
)  # fmt: skip
NOT, OR, AND, DISTINCT, CATEGORY, FAILURE, TREND, PARETO, AMOUNT, UNIT, IN, FILLER = (
    "not", "or", "and", "distinct", "category", "failure", "trend", "pareto", "amount", "unit",
    "in", "filler",
)  # fmt: skip

WORDS: Final[dict[str, dict[str, str]]] = {
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
    ROW: {
        "": (
            "work order; work orders; wo; wos; workorder; workorders; order; orders; job; jobs;"
            " ticket; tickets; record; records; entry; entries; row; rows; log; logs; event;"
            " events; log entry; log entries; maintenance record; maintenance records; request;"
            " requests; task; tasks; maintenance event; maintenance events; maintenance; time;"
            " times; notification; notifications; 工单; 单; 记录; 维修记录; 订单; 维修单; 条目;"
            " 任务; 维修; 检修; 维修工单; 事件; 报修; 次"
        ),
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
            " broken down by; grouped by; group by; split by; according to; across; 按; 按照;"
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
        "sum": (
            "total; sum; sum of; in total; altogether; combined; overall; cumulative; 总; 总计;"
            " 合计; 总共; 一共; 共计; 总和; 累计; 共"
        ),
        "max": "maximum; max; 最大值",
        "min": "minimum; min; 最小值",
    },
    MEASURE: {
        "cost": (
            "cost; costs; spend; spent; spending; expense; expenses; money; repair cost;"
            " repair costs; maintenance cost; maintenance costs; expenditure; costing;"
            " cost of repair; 费用; 成本; 维修费用; 维修费; 维修成本; 花费; 花; 花了; 花销;"
            " 开销; 金额; 支出; 费; 钱; 维护费用; 维护成本; 保养费用"
        ),
        "downtime": (
            "downtime; down time; downtimes; stoppage; stoppages; stop time; standstill;"
            " stopped; down; outage; 停机时间; 停机; 停机时长; 停工时间; 停产时间; 故障时长;"
            " 停机分钟"
        ),
        "labour": (
            "labour; labor; labour time; labor time; labour hours; labor hours; man hours;"
            " man-hours; manhours; working time; work time; repair time; repair duration; 工时;"
            " 人工; 人工工时; 维修工时; 维修时间; 维修时长; 作业时间; 人工时间; 维修用时"
        ),
    },
    ENTITY: {
        "asset": (
            "machine; machines; equipment; asset; assets; unit; units; device; devices;"
            " equipment number; machinery; 设备; 机器; 机台; 资产; 机组; 机; 台设备"
        ),
    },
    COLUMN: {
        "asset": (
            "asset tag; machine id; equipment id; machine number; 设备编号; 设备号; 设备名称"
        ),
        "item": (
            "component; components; part of the machine; item; items; subassembly; 部件;"
            " 零部件; 组件; 部位; 故障部位"
        ),
        "text": (
            "text; description; descriptions; short text; problem; problems; symptom; symptoms;"
            " complaint; reported text; original text; what was reported; fault description;"
            " 描述; 故障描述; 故障现象; 现象; 内容; 问题描述; 文字; 文本; 工单描述; 报修内容;"
            " 问题; 工单内容"
        ),
        "action": (
            "action; actions; action taken; actions taken; remedy; what was done;"
            " what did we do; what did they do; what fixed it; what was it; what it was;"
            " what happened; work done; resolution; corrective action; 措施; 处理措施;"
            " 处理方法; 做了什么; 怎么处理的; 怎么修的; 如何处理; 怎么处理; 怎么修好的;"
            " 处理结果; 干了什么; 维修措施; 是怎么修的; 维修内容; 修了什么; 是什么内容"
        ),
        "work_type": (
            "type; types; work type; work types; order type; maintenance type; kind; kinds;"
            " work order type; 类型; 工单类型; 维修类型; 种类; 类; 类别; 维护类型"
        ),
        "category": "category; categories; 大类",
        "priority": "priority; priorities; urgency; 优先级; 紧急程度",
        "status": "status; statuses; state; 状态; 工单状态",
        "failure_code": (
            "failure code; failure codes; fault code; fault codes; error code; error codes;"
            " alarm code; alarm codes; alarm; alarms; code; codes; error; errors; failure mode;"
            " failure modes; failure type; failure types; 故障代码; 故障码; 报警代码; 报警;"
            " 代码; 错误代码; 故障类型; 故障模式"
        ),
        "technician": (
            "technician; technicians; mechanic; mechanics; engineer; engineers; worker;"
            " workers; person; assignee; 技术员; 维修人员; 维修工; 工程师; 人; 维修人; 人员;"
            " 技师; 师傅; 处理人"
        ),
        "parts": (
            "parts; parts used; spare parts; spares; spare part; part; materials; 备件; 配件;"
            " 零件; 使用备件; 更换备件"
        ),
        "opened_on": "date; dates; day it was opened; start date; 日期; 时间",
        "external_id": (
            "work order number; order number; work order no; work order id; order id;"
            " ticket number; id; 工单号; 工单编号; 单号; 编号"
        ),
        "source": "source; file; 来源; 文件",
    },
    BUCKET: {
        "day": "day; days; daily; by day; 天; 日; 每日; 每天; 按天; 按日",
        "month": (
            "month; months; monthly; by month; month by month; 月; 月份; 每月; 每个月; 各月;"
            " 按月; 逐月; 个月; 各个月; 各月份; 哪个月; 月度"
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
    KPI: {
        "mtbf": (
            "mtbf; mean time between failures; mean time between failure; 平均故障间隔;"
            " 平均故障间隔时间; 平均无故障时间; 平均无故障工作时间; 平均无故障运行时间"
        ),
        "mttr": (
            "mttr; mean time to repair; mean time to restore; mean time to restoration;"
            " mean time to recovery; average time to repair; 平均修复时间; 平均维修时间;"
            " 平均恢复时间"
        ),
        "availability_m12": "availability; available; 可用率; 可用度; 可利用率",
        "repeat_failures": (
            "repeat failures; repeated failures; repeat failure; recurring failures;"
            " repeating failures; recurring faults; repeat faults; repeated faults; 重复故障;"
            " 反复故障; 重复发生的故障; 再次发生的故障"
        ),
        "backlog": (
            "backlog; backlog age; age of the backlog; age of open work orders; 积压; 积压工单;"
            " 未完成工单的时长; 积压时长; 工单积压"
        ),
        "pm_compliance": (
            "pm compliance; preventive maintenance compliance; schedule compliance;"
            " preventive compliance; 保养完成率; 保养按期完成率; 预防性维护完成率; pm完成率;"
            " 预防性维护按期完成率; 保养及时率; 计划完成率"
        ),
    },
    CATEGORY: {
        "corrective": (
            "corrective; unplanned; breakdown; breakdowns; corrective maintenance;"
            " breakdown maintenance; 纠正性; 故障性; 纠正性维修; 纠正性维护; 故障维修;"
            " 事后维修; 非计划"
        ),
        "preventive": (
            "preventive; preventative; preventive maintenance; planned maintenance; planned;"
            " scheduled; pm; pms; 预防性; 预防性维护; 预防性维修; 预防性保养; 保养; 计划性;"
            " 计划维修"
        ),
        "improvement": ("improvement; improvements; modification; modifications; 改善; 改进; 改造"),
    },
    FAILURE: {
        "": (
            "failure; failures; fail; fails; failed; fault; faults; break down; breaks down;"
            " broke down; broken down; malfunction; malfunctions; breakage; 故障; 坏; 坏了;"
            " 失效; 出故障; 故障次数; 出过故障; 发生故障"
        ),
    },
    REPAIR: {
        "": "repair; repairs; repaired; fixed",
    },
    NOT: {
        "": (
            "not; no; without; except; excluding; other than; except for; apart from; but not;"
            " never; don't; doesn't; do not; does not; not on; isn't; aren't; 不; 不是; 没有;"
            " 除了; 除; 不含; 不包含; 不包括; 没; 未; 不包含在; 没有提到的; 未提到; 不提"
        ),
    },
    OR: {
        "": "or; 或; 或者; 或是",
    },
    AND: {
        "": "and; with; 和; 与; 及; 以及; 还有; 、; 并; 且; 并且",
    },
    DISTINCT: {
        "": "different; distinct; unique; various; 不同; 不同的; 种; 种不同的",
    },
    UNIT: {
        "1": "minute; minutes; min; mins; 分钟; 分",
        "60": "hour; hours; h; hr; hrs; 小时; 个小时",
        "0": ("dollar; dollars; usd; eur; euro; euros; rmb; cny; yuan; 元; 块; 块钱; 人民币; 美元"),
    },
    IN: {
        "": "in; in the; inside; within; 中; 里; 里面; 内; 里边",
    },
    FILLER: {
        "": (
            "the; a; an; of; on; at; for; to; is; are; was; were; be; been; being; there; do;"
            " does; did; has; have; had; we; our; us; i; me; my; you; your; it; its; it's;"
            " that; this; these; those; please; tell; give; can; could; would; as; from; all;"
            " any; ever; so far; so; history; data; database; dataset; plant; site; single;"
            " recorded; registered; logged; entered; made; performed; carried out; issued;"
            " occur; occurs; occurred; happen; happened; happens; exist; exists; inclusive;"
            " (inclusive); respectively; value; values; figure; word; words; term; terms;"
            " phrase; string; keyword; done; carried; against; belonging; belong; they; them;"
            " their; he; she; compute; calculate; say; get; got; many; much; also; currently;"
            " now; here; one; ones; whose; name; named; called; amount; recorded in; during;"
            " case; insensitive; substring; case-insensitive; anywhere; were there; answer;"
            " question; number is; if; will; what's; whats; list of; work history; and how;"
            " maintenance history; work order history; wo history; raised; opened; created;"
            " reported; started; begun; start; starts; accumulate; accumulated; incur;"
            " incurred; cause; caused; causing; take; takes; took; taken; experience;"
            " experienced; see; seen; need; needed; require; required; go; goes; ranked;"
            " ranking; sorted; ordered; order by; descending; appear; appears; appeared; shows;"
            " showed; shown; lead; led; know; like; then; just; only; both; 的; 了; 是; 有; 在;"
            " 上; 请; 请问; 我们; 我; 你; 吗; 呢; 啊; 一下; 告诉; 给; 给出; 都; 被; 对; 为; 于;"
            " 到; 这; 那; 这些; 那些; 其; 其中; 历史; 数据; 台; 个; 张; 条; 份; 项; 号; 分别;"
            " 各自; 现在; 目前; 所有; 全部; 发生; 产生; 进行; 过; 字样; 一词; 词; 关键词;"
            " 是什么; 是多少; 多大; 做; 共有; 总共有; 值; 一; 单张; 单次; 单笔; 那台; 那个; 占;"
            " 该; 用; 用了; 使用; 所; 以; 由; 从; 开始; 创建; 开单; 报修的; 之间; 期间; 并列出;"
            " 列; 排名; 排序; 名; 位; 历史记录; 维修历史; 工单历史; 里的; 一张; 一台; 一次;"
            " 个数是; 它; 它们; 叫; 名为; 我想知道; 想知道; 帮我; 处理; 查; 看看; 统计;"
            " 统计一下; 计算; 算; 工厂; 现场; 时; 时候; 情况; 耗费; 消耗; 出现; 包括;"
            " including; include; includes; 造成; 导致; 需要; 还; 就; 曾; 曾经; 那么; 大概;"
            " 具体; 起; 因; 中的"
        ),
    },
}

KINDS: Final[dict[str, str]] = {
    "excavator": "挖掘机 挖机", "conveyor": "输送机 输送线 输送带 皮带机 皮带 传送带",
    "pump": "泵 水泵 油泵", "compressor": "压缩机 空压机", "press": "压机 液压机 油压机 冲床",
    "robot": "机器人", "truck": "卡车 矿车 货车", "vehicle": "车辆 车", "aircraft": "飞机 航空器",
    "crane": "起重机 吊车 行车", "motor": "电机 马达", "fan": "风机", "turbine": "汽轮机 涡轮机",
    "boiler": "锅炉", "loader": "装载机", "lathe": "车床", "mill": "铣床 磨机",
    "drill": "钻机 钻床", "spindle": "主轴", "cartoner": "装盒机", "machining centre": "加工中心",
    "chiller": "冷水机", "elevator": "电梯 提升机", "forklift": "叉车",
    "furnace": "炉 熔炉", "oven": "烘箱 烤箱",
    "mixer": "搅拌机 混合机", "dozer": "推土机", "shovel": "电铲", "line": "线 产线 生产线",
    "plane": "", "engine": "发动机", "injection moulding machine": "注塑机", "packer": "包装机",
    "palletizer": "码垛机", "filler": "灌装机", "dryer": "干燥机", "crusher": "破碎机",
    "generator": "发电机", "transformer": "变压器", "separator": "分离机", "valve": "阀门 阀",
    "car": "", "wagon": "", "locomotive": "机车", "bulldozer": "", "grader": "平地机",
}  # fmt: skip
"""Kinds of machines: they mean the machines whose names say so, if the history has such."""

GLOSSES: Final = frozenset(
    [
        "repair",
        "repairs",
        "replacement",
        "replace",
        "corrective",
        "preventive",
        "preventative",
        "planned",
        "unplanned",
        "scheduled",
        "inspection",
        "overhaul",
        "breakdown",
        "service",
        "maintenance",
        "improvement",
        "modification",
        "更换",
        "维修",
        "修理",
        "预防",
        "预防性",
        "纠正性",
        "计划",
        "检查",
        "大修",
        "保养",
        "改造",
        "抢修",
    ]
)
"""In brackets behind a type they say what it means, and narrow nothing."""
TIMES: Final = {
    "closed_at": "closed|completed|finished|resolved|关闭|完成|完工|结单",
    "opened_at": "opened|started|created|reported|raised|logged|开始|创建|报修|开单|登记",
}
"""Before or behind days, they say which ones."""
