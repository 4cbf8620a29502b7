"""How questions about the history are answered, in both languages."""

from typing import Final

Both = dict[str, str]

FORMULAS: Final[dict[str, Both]] = {
    "count": {"en": "Number of work orders.", "zh": "工单的张数。"},
    "count_distinct": {
        "en": "Number of different values that work orders have there.",
        "zh": "工单中出现过的不同取值的个数。",
    },
    "sum": {
        "en": "Sum over the work orders that tell it; the others are counted beside.",
        "zh": "对填写了该值的工单求和；未填写的另行计数。",
    },
    "mean": {
        "en": "Sum ÷ number of the work orders that tell it; the others are counted beside.",
        "zh": "填写了该值的工单之和 ÷ 其张数；未填写的另行计数。",
    },
    "max": {
        "en": "Largest among the work orders that tell it.",
        "zh": "填写了该值的工单中的最大值。",
    },
    "min": {
        "en": "Smallest among the work orders that tell it.",
        "zh": "填写了该值的工单中的最小值。",
    },
    "count_by": {
        "en": "Number of work orders of each value, largest first.",
        "zh": "按各取值统计工单张数，由多到少。",
    },
    "sum_by": {"en": "Sum of each value's work orders.", "zh": "按各取值对工单求和。"},
    "mean_by": {
        "en": "Sum ÷ number of each value's work orders that tell it.",
        "zh": "按各取值：填写了该值的工单之和 ÷ 其张数。",
    },
    "max_by": {
        "en": "Largest of each value's work orders.",
        "zh": "各取值的工单中的最大值。",
    },
    "min_by": {
        "en": "Smallest of each value's work orders.",
        "zh": "各取值的工单中的最小值。",
    },
    "top_n": {
        "en": "Figures of each value, ranked; equal ones at the edge are all told.",
        "zh": "按各取值统计并排序；末位并列的全部列出。",
    },
    "median": {
        "en": "The middle one of the work orders that tell it, by amount; the others are counted"
        " beside.",
        "zh": "填写了该值的工单按大小排列后居中的值；未填写的另行计数。",
    },
    "share": {
        "en": "Figure of the work orders that are meant ÷ the same of those that they are among.",
        "zh": "所指工单的数值 ÷ 其所属范围的数值。",
    },
    "ratio": {
        "en": "Figure of the first ÷ figure of the second.",
        "zh": "前者的数值 ÷ 后者的数值。",
    },
    "share_by": {
        "en": "Amount of each value ÷ amount of all known values.",
        "zh": "各取值的数量 ÷ 已知取值的总量。",
    },
    "periods": {
        "en": "The same figure of each period, by the day of opening.",
        "zh": "按开单日期，各时间段的同一数值。",
    },
    "rate": {
        "en": "Number of work orders ÷ length of the period; of parts of a month or year by their"
        " average length.",
        "zh": "工单张数 ÷ 时间段长度；不足整月、整年的按平均长度折算。",
    },
    "crossed": {
        "en": "Figures of each pair of values; pairs without orders are not listed.",
        "zh": "按两项取值交叉统计；没有工单的组合不列出。",
    },
    "trend": {
        "en": "Figures of each stretch of time, by the day of opening; one without orders is not"
        " listed.",
        "zh": "按开单日期分时段统计；没有工单的时段不列出。",
    },
    "pareto": {
        "en": "Amount of each value ÷ amount of all known values, largest first, and added up; its"
        " value tells those that make up 80 %.",
        "zh": "各取值的数量 ÷ 已知取值的总量，由大到小，并累计；答案列出合计达 80% 的项。",
    },
    "largest": {
        "en": "The work orders with the largest amount, among those that tell it.",
        "zh": "填写了该值的工单中数值最大的。",
    },
    "smallest": {
        "en": "The work orders with the smallest amount, among those that tell it.",
        "zh": "填写了该值的工单中数值最小的。",
    },
    "last": {
        "en": "The work orders that were opened last; equal times are all told.",
        "zh": "开单时间最晚的工单；时间相同的全部列出。",
    },
    "first": {
        "en": "The work orders that were opened first; equal times are all told.",
        "zh": "开单时间最早的工单；时间相同的全部列出。",
    },
    "list": {"en": "The work orders, the last opened first.", "zh": "工单列表，最近开单的在前。"},
    "down_now": {
        "en": "Approved reports, and work orders of sources that tell when malfunctions end, that"
        " are open and whose malfunction has begun and not ended; each stop once.",
        "zh": "未关闭、故障已开始且未结束的已批准报告和工单（工单只计会填写故障结束时间的来源；"
        "同一停机只计一次）。",
    },
}
"""By query; those of KPIs stand in `prompts.formulas`."""

REASONS: Final[dict[str, Both]] = {
    "no_orders": {"en": "there is no such work order", "zh": "没有这样的工单"},
    "untold": {"en": "no such work order tells it", "zh": "这些工单都没有填写该值"},
    "no_corrective": {
        "en": "no such work order is known to be corrective; the import's mapping can say which"
        " types are",
        "zh": "没有已知为纠正性维修的工单；可在导入的列映射中说明哪些类型属于纠正性维修",
    },
    "no_malfunction": {
        "en": "no such work order tells when the malfunction began",
        "zh": "这些工单都没有填写故障开始时间",
    },
    "no_end": {
        "en": "no such work order tells when it was closed",
        "zh": "这些工单都没有填写关闭时间",
    },
    "no_standing": {
        "en": "no such work order tells whether it is open",
        "zh": "这些工单都没有填写是否已关闭",
    },
    "no_malfunction_end": {
        "en": "no such work order tells when a malfunction ended, and no approved report is among"
        " them, so nobody can tell which ones have not",
        "zh": "这些工单都没有填写故障结束时间，其中也没有已批准的报告，因此无法判断哪些尚未结束",
    },
    "none_open": {"en": "no such work order is open", "zh": "没有未完成的工单"},
    "no_due_date": {
        "en": "no column tells when the work was due",
        "zh": "没有任何一列说明工作的到期日",
    },
    "no_reports": {
        "en": "no approved report is in the history",
        "zh": "历史中没有已批准的故障报告",
    },
    "none_in_period": {"en": "nothing was observed in the period", "zh": "统计期内没有观测值"},
}
"""Why there is no value."""

UNCLEAR: Final[dict[str, Both]] = {
    "words": {
        "en": "I cannot answer that from the work orders: I do not know what {parts} means in"
        " them. Words that their texts may hold go in quotes: mention 'leak'.",
        "zh": "无法根据工单回答：不明白{parts}在工单中指什么。"
        "若是描述中的文字，请加引号：提到“漏油”。",
    },
    "left_over": {
        "en": "I cannot answer that from the work orders: I do not know what {parts} is to do in"
        " the question.",
        "zh": "无法根据工单回答：不明白{parts}在问题中的作用。",
    },
    "two_periods": {
        "en": "I cannot answer that: it names more than one period ({parts}). Ask for each.",
        "zh": "无法回答：问题里有多个时间段（{parts}），请分开提问。",
    },
    "two_groups": {
        "en": "I cannot answer that: it asks by more than one thing ({parts}). Ask for each.",
        "zh": "无法回答：问题要求按多个项目分组（{parts}），请分开提问。",
    },
    "two_measures": {
        "en": "I cannot answer that: it asks for more than one figure ({parts}). Ask for each.",
        "zh": "无法回答：问题要求多个数值（{parts}），请分开提问。",
    },
    "one_kpi": {
        "en": "I cannot answer that: {parts} is told one figure at a time, and not by this.",
        "zh": "无法回答：{parts}每次只能计算一项指标，且不能这样分组。",
    },
    "no_categories": {
        "en": "I cannot answer that: nobody said which work orders {parts} stands for. A mapping"
        " of the import can say which types are corrective or preventive.",
        "zh": "无法回答：没有说明哪些工单属于{parts}。可在导入的列映射中说明各类型是纠正性还是"
        "预防性。",
    },
    "per_order": {
        "en": "I cannot tell whether {parts} is meant of each work order or of each stretch of"
        " time. Ask for the average by month, or for the total by month.",
        "zh": "不清楚{parts}是指每张工单的还是每个时间段的。请问“按月的平均…”或“按月的总…”。",
    },
    "which_whole": {
        "en": "I cannot tell what {parts} is a share of. Say: what share of A is B?",
        "zh": "不清楚{parts}是占什么的比例。请这样问：B占A的百分之几？",
    },
    "which_time": {
        "en": "I cannot tell which time {parts} is of: say downtime or labour.",
        "zh": "不清楚{parts}指哪种时间：请说明停机时间还是工时。",
    },
    "each_or_all": {
        "en": "I cannot tell whether {parts} is meant of one work order or of all of them together."
        " Ask how many work orders, or for the total by machine.",
        "zh": "不清楚{parts}是指单张工单还是合计。请问有多少张这样的工单，或按设备的合计。",
    },
    "no_question": {
        "en": "I cannot tell what is asked of the work orders.",
        "zh": "无法判断要问工单的什么。",
    },
    "empty": {
        "en": "There are no work orders yet. Add them with: shiftmate import-workorders FILE",
        "zh": "还没有工单。请先导入：shiftmate import-workorders 文件",
    },
}
"""Why a question has no answer; ``parts`` are its own words."""

CAN_ANSWER: Final[Both] = {
    "en": "I can answer, for a machine, a period, a type or words of the text: how many; which"
    " machine, type, code or month has most; top N; Pareto; trend; total, average, highest or"
    " lowest cost, downtime or labour; the most expensive or longest work order; the last or first"
    " time and what was done; lists; MTBF, MTTR, MTTA and availability, of all or by machine;"
    " repeat failures; backlog age; PM compliance.",
    "zh": "我能按设备、时间段、类型或文字内容回答：有多少；哪台设备、哪种类型、代码或月份最多；"
    "前几名；帕累托；趋势；费用、停机、工时的总和、平均、最高、最低；最贵或最长的工单；最近或最早一次及处理"
    "措施；列表；MTBF、MTTR、MTTA、可用率（总体或按设备）；重复故障；积压时长；预防性维护完成率。",
}

ANSWERS: Final[dict[str, Both]] = {
    "none": {"en": "There is no value: {reason}.", "zh": "没有结果：{reason}。"},
    "count": {"en": "{value} work orders.", "zh": "共 {value} 张工单。"},
    "count_distinct": {"en": "{value}: {listed}.", "zh": "{value} 个：{listed}。"},
    "figure": {"en": "{statistic} {measure}: {value}.", "zh": "{statistic}{measure}：{value}。"},
    "grouped": {"en": "{what} by {by}: {listed}.", "zh": "按{by}的{what}：{listed}。"},
    "best": {
        "en": "{what} by {by}, {order}: {listed}.",
        "zh": "按{by}的{what}，{order}：{listed}。",
    },
    "pareto": {
        "en": "80 % of {what} by {by}: {listed}.",
        "zh": "按{by}，占{what} 80% 的有：{listed}。",
    },
    "order": {"en": "{order} {measure}: {listed}.", "zh": "{measure}{order}的工单：{listed}。"},
    "last": {"en": "Last work order: {listed}.", "zh": "最近的工单：{listed}。"},
    "first": {"en": "First work order: {listed}.", "zh": "最早的工单：{listed}。"},
    "list": {"en": "{value} work orders: {listed}.", "zh": "共 {value} 张工单：{listed}。"},
    "kpi": {"en": "{name}: {value}.", "zh": "{name}：{value}。"},
    "share": {
        "en": "Share of {what}: {value} ({part} of {whole}).",
        "zh": "{what}占比：{value}（{whole} 中的 {part}）。",
    },
    "ratio": {
        "en": "Ratio of {what}: {value} ({part} to {whole}).",
        "zh": "{what}之比：{value}（{part} 比 {whole}）。",
    },
    "share_by": {
        "en": "Share of {what} by {by}: {listed}.",
        "zh": "按{by}的{what}占比：{listed}。",
    },
    "periods": {"en": "{what}: {listed}.", "zh": "{what}：{listed}。"},
    "change": {
        "en": "{what}: {listed}; difference {change}.",
        "zh": "{what}：{listed}；相差 {change}。",
    },
    "rate": {
        "en": "{value} work orders per {per} on average ({n} over {length}).",
        "zh": "平均每{per} {value} 张工单（{length} 个{per}共 {n} 张）。",
    },
    "crossed": {
        "en": "{what} by {by} and {across}: {listed}.",
        "zh": "按{by}和{across}的{what}：{listed}。",
    },
    "interval": {
        "en": "{confidence} % interval {low} to {high}.",
        "zh": "{confidence}% 置信区间 {low} 至 {high}。",
    },
    "bound": {
        "en": "{confidence} % lower bound {low}.",
        "zh": "{confidence}% 下限 {low}。",
    },
}
"""The first sentences."""

TERMS: Final[dict[str, Both]] = {
    "count": {"en": "work orders", "zh": "工单数"},
    "cost": {"en": "cost", "zh": "费用"},
    "downtime": {"en": "downtime", "zh": "停机时间"},
    "labour": {"en": "labour", "zh": "工时"},
    "sum": {"en": "Total", "zh": "总"},
    "mean": {"en": "Average", "zh": "平均"},
    "median": {"en": "Median", "zh": "中位数"},
    "max": {"en": "Highest", "zh": "最高"},
    "min": {"en": "Lowest", "zh": "最低"},
    "greatest": {"en": "highest first", "zh": "由高到低"},
    "least": {"en": "lowest first", "zh": "由低到高"},
    "largest": {"en": "Highest", "zh": "最高"},
    "smallest": {"en": "Lowest", "zh": "最低"},
    "min_unit": {"en": "min", "zh": "分钟"},
    "h": {"en": "h", "zh": "小时"},
    "d": {"en": "days", "zh": "天"},
    "asset": {"en": "machine", "zh": "设备"},
    "area": {"en": "area", "zh": "区域"},
    "site": {"en": "site", "zh": "厂区"},
    "item": {"en": "component", "zh": "部件"},
    "work_type": {"en": "type", "zh": "类型"},
    "category": {"en": "category", "zh": "类别"},
    "priority": {"en": "priority", "zh": "优先级"},
    "status": {"en": "status", "zh": "状态"},
    "failure_code": {"en": "failure code", "zh": "故障代码"},
    "technician": {"en": "technician", "zh": "维修人员"},
    "parts": {"en": "parts", "zh": "备件"},
    "text": {"en": "text", "zh": "描述"},
    "action": {"en": "action", "zh": "措施"},
    "external_id": {"en": "order number", "zh": "工单号"},
    "source": {"en": "source", "zh": "来源"},
    "day": {"en": "day", "zh": "日"},
    "month": {"en": "month", "zh": "月"},
    "week": {"en": "week", "zh": "周"},
    "quarter": {"en": "quarter", "zh": "季度"},
    "year": {"en": "year", "zh": "年"},
    "period": {"en": "period", "zh": "时间段"},
    "part": {"en": "part", "zh": "部分"},
    "per": {"en": "per", "zh": "每"},
    "stretches": {"en": "length", "zh": "长度"},
    "mtbf": {"en": "MTBF", "zh": "平均故障间隔 MTBF"},
    "mttr": {"en": "MTTR", "zh": "平均修复时间 MTTR"},
    "mtta": {"en": "MTTA (median)", "zh": "受理时间 MTTA（中位数）"},
    "availability_m12": {"en": "Availability (M12)", "zh": "可用率（M12）"},
    "repeat_failures": {"en": "Repeat failures", "zh": "重复故障"},
    "down_now": {"en": "Machines down now", "zh": "当前停机设备"},
    "malfunction_start": {"en": "down since", "zh": "停机开始"},
    "malfunction_end": {"en": "down until", "zh": "停机结束"},
    "backlog_age_p50": {"en": "Median age of open work orders", "zh": "未完成工单时长的中位数"},
    "pm_compliance": {"en": "PM compliance", "zh": "预防性维护按期完成率"},
    "more": {"en": "and {count} more", "zh": "另有 {count} 项"},
    "opened_on": {"en": "opened", "zh": "开单日期"},
    "share": {"en": "share", "zh": "占比"},
    "cumulative": {"en": "cumulative share", "zh": "累计占比"},
    "low": {"en": "lower limit", "zh": "下限"},
    "high": {"en": "upper limit", "zh": "上限"},
    "earlier": {"en": "earlier order (id)", "zh": "前一工单（序号）"},
    "later": {"en": "later order (id)", "zh": "后一工单（序号）"},
    "days": {"en": "days", "zh": "天数"},
}
"""Names of columns, measures and figures."""

CHARTS: Final[dict[str, Both]] = {
    "grouped": {"en": "{what} by {by}", "zh": "按{by}的{what}"},
    "pareto": {"en": "{what} by {by} (Pareto)", "zh": "按{by}的{what}（帕累托）"},
    "interval": {
        "en": "{what} with its {confidence} % interval",
        "zh": "{what}及其 {confidence}% 置信区间",
    },
    "unit": {"en": "{what} ({unit})", "zh": "{what}（{unit}）"},
}
"""What stands on charts."""

SCOPES: Final[dict[str, Both]] = {
    "opened_at": {"en": "opened", "zh": "开单"},
    "closed_at": {"en": "closed", "zh": "关闭"},
    "malfunction_start": {"en": "failed", "zh": "故障"},
    "due": {"en": "due", "zh": "到期"},
    "between": {"en": "{day} {first} to {last}", "zh": "{first} 至 {last} {day}"},
    "since": {"en": "{day} from {first} on", "zh": "{first} 起{day}"},
    "until": {"en": "{day} to {last}", "zh": "{last} 前（含）{day}"},
    "is": {"en": "{column} {values}", "zh": "{column} {values}"},
    "is_not": {"en": "{column} not {values}", "zh": "{column} 不是 {values}"},
    "mentions": {"en": "{columns} mention {terms}", "zh": "{columns}提到 {terms}"},
    "mentions_not": {
        "en": "{columns} do not mention {terms}",
        "zh": "{columns}未提到 {terms}",
    },
    "blank": {"en": "{column} not filled in", "zh": "未填写{column}"},
    "or": {"en": " or ", "zh": " 或 "},
    "whole": {"en": "of: {scope}", "zh": "总体：{scope}"},
    "all": {"en": "all work orders", "zh": "全部工单"},
    "also": {"en": ", ", "zh": "，"},
    "more_than": {"en": "more than {count} orders", "zh": "多于 {count} 张工单"},
}
"""Which orders are meant."""

BASIS: Final[dict[str, Both]] = {
    "meant": {"en": "Meant: {scope}.", "zh": "范围：{scope}。"},
    "n": {"en": "n = {n}", "zh": "n = {n}"},
    "source": {"en": "source: {sources}", "zh": "来源：{sources}"},
    "window": {"en": "period {first} to {last}", "zh": "统计期 {first} 至 {last}"},
    "days": {"en": "days by the calendar of {zone}", "zh": "日期按 {zone} 日历"},
    "duplicates": {"en": "{count} marked as duplicates", "zh": "其中标记为重复 {count} 张"},
    "cut": {"en": "more groups than are listed", "zh": "分组过多，未全部列出"},
    "unknown": {"en": "{count} without this entry, left out", "zh": "未填写 {count} 张"},
    "without": {
        "en": "{count} without any failure, and so without a value",
        "zh": "{count} 个没有发生过，因此没有数值",
    },
    "not_due": {"en": "{count} not due yet", "zh": "尚未到期 {count} 张"},
    "unclear": {
        "en": "of {count} the status does not tell whether they are open",
        "zh": "{count} 张的状态看不出是否未关闭",
    },
    "open": {"en": "{count} still open", "zh": "未结束 {count} 张"},
    "impossible": {
        "en": "{count} left out, whose end is before the beginning",
        "zh": "结束早于开始 {count} 张",
    },
    "unbegun": {
        "en": "{count} corrective without a beginning of the stop, left out",
        "zh": "未填写停机开始时间的纠正性工单 {count} 张，未计入",
    },
    "unended": {
        "en": "{count} closed without an end of the stop",
        "zh": "已关闭但未填写停机结束时间 {count} 张",
    },
}
"""What stands below an answer."""

CATEGORIES: Final[dict[str, Both]] = {
    "corrective": {"en": "corrective", "zh": "纠正性维修"},
    "corrective_immediate": {"en": "corrective, at once", "zh": "立即纠正性维修"},
    "corrective_deferred": {"en": "corrective, deferred", "zh": "延后纠正性维修"},
    "preventive": {"en": "preventive", "zh": "预防性维修"},
    "preventive_predetermined": {"en": "preventive, by plan", "zh": "计划预防性维修"},
    "preventive_condition_based": {"en": "preventive, by condition", "zh": "状态预防性维修"},
    "improvement": {"en": "improvement", "zh": "改进"},
}
"""Kinds of maintenance, as questions and orders name them."""

NOTES: Final[dict[str, Both]] = {
    "standing": {
        "en": "Not in it, since they still stand: {machines}.",
        "zh": "仍在停机、时间未计入的设备：{machines}。",
    },
    "repairs": {
        "en": "Repairs are all work orders here: nobody said which types are corrective.",
        "zh": "此处“维修”指全部工单：没有说明哪些类型属于纠正性维修。",
    },
}
