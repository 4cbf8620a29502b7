"""What each figure of the plant's history is, in words, and on what its hours are based.

They are published with every figure, since the standards' own wordings leave room.
"""

from typing import Final

FORMULAS: Final[dict[str, dict[str, str]]] = {
    "operating_hours": {
        "en": "Hours that the machines ran in the period: by their meters; else calendar hours less"
        " stops; else calendar hours.",
        "zh": "统计期内设备的运行小时：优先取计时表；否则为日历小时减去停机；再否则为日历小时。",
    },
    "mtbf": {
        "en": "Operating hours ÷ breakdowns that began in the period; overlapping ones count once."
        " The interval assumes a constant failure rate (chi-square).",
        "zh": "运行小时 ÷ 统计期内开始的故障次数，重叠的停机合并为一次。"
        "置信区间假定故障率恒定（卡方分布）。",
    },
    "sap_mtbr": {
        "en": "Mean time from the start of the period, or the end of a breakdown, to the beginning"
        " of the next one; overlapping ones count once.",
        "zh": "从统计期开始或上一次故障结束，到下一次故障开始的平均时间；重叠的停机合并为一次。",
    },
    "mttr": {
        "en": "Sum of (end − beginning of the malfunction) ÷ malfunctions that began in the period"
        " and have both. Waiting is included; open ones are left out and counted. The interval"
        " assumes exponential times (chi-square).",
        "zh": "统计期内开始且起止时间齐全的故障：∑（故障结束 − 故障开始）÷ 次数。含等待时间；"
        "未结束的不计入，另行计数。置信区间假定修复时间服从指数分布（卡方分布）。",
    },
    "active_repair_time": {
        "en": "Mean of the working times that were told; orders without one are left out and"
        " counted.",
        "zh": "已填写维修作业时间的平均值；未填写的不计入，另行计数。",
    },
    "mtta": {
        "en": "Median of (acknowledged − submitted) of the approved reports; what is not"
        " acknowledged yet is left out and counted. The interval is by ranks (binomial).",
        "zh": "已批准报告的（受理时间 − 提交时间）的中位数；尚未受理的不计入，另行计数。"
        "置信区间按秩次（二项分布）。",
    },
    "availability_m10": {
        "en": "EN 15341 M10: (required time − all stops in it) ÷ required time.",
        "zh": "EN 15341 M10：（要求运行时间 − 其中的全部停机）÷ 要求运行时间。",
    },
    "availability_m12": {
        "en": "EN 15341 M12: operating time ÷ (operating time + time to restoration of breakdowns);"
        " stops for preventive work are ignored.",
        "zh": "EN 15341 M12：运行时间 ÷（运行时间 + 故障恢复时间）；不考虑预防性维修停机。",
    },
    "uptime_ratio": {
        "en": "(Calendar time − stops) ÷ calendar time.",
        "zh": "（日历时间 − 停机）÷ 日历时间。",
    },
    "pareto_by_count": {
        "en": "Count of each kind ÷ count of all of a known kind, largest first, and added up.",
        "zh": "各类次数 ÷ 已知类别的总次数，由大到小，并累计。",
    },
    "pareto_by_downtime": {
        "en": "Downtime of each kind ÷ downtime of all of a known kind, largest first, and added"
        " up.",
        "zh": "各类停机时间 ÷ 已知类别的总停机时间，由大到小，并累计。",
    },
    "repeat_failures": {
        "en": "Failures of the same machine and item that came within {days} days after an earlier"
        " one was closed; duplicates are merged first.",
        "zh": "同一设备同一部件，在上一次故障关闭后 {days} 天内再次发生的故障；重复记录先合并。",
    },
    "backlog_weeks": {
        "en": "Estimated hours of approved open work ÷ hours available in a week; work without an"
        " estimate is counted beside.",
        "zh": "已批准未完成工作的预计工时 ÷ 每周可用工时；无预计工时的另行计数。",
    },
    "backlog_age_p50": {
        "en": "Half of the open work is younger than this.",
        "zh": "一半的未完成工作不超过此时长。",
    },
    "backlog_age_p90": {
        "en": "Nine tenths of the open work is younger than this.",
        "zh": "九成的未完成工作不超过此时长。",
    },
    "pm_compliance": {
        "en": "SMRP 5.4.14: preventive work completed on time ÷ all that was due in the period,"
        " whenever it was opened; what was not done stays in."
        " On time: {rule}.",
        "zh": "SMRP 5.4.14：按期完成的预防性工作 ÷ 统计期内到期的总数（不论何时开单），"
        "未完成的计入分母。按期标准：{rule}。",
    },
}
BASES: Final[dict[str, dict[str, str]]] = {
    "meter": {"en": "by hour meter", "zh": "按计时表"},
    "calendar_minus_stops": {"en": "calendar hours less stops", "zh": "日历小时减去停机"},
    "calendar_recorded": {
        "en": "calendar hours less stops, from the first day that the records tell of",
        "zh": "日历小时减去停机，自有记录的第一天起计",
    },
    "calendar": {"en": "calendar hours", "zh": "日历小时"},
    "required": {"en": "required time", "zh": "要求运行时间"},
}
ON_TIME: Final[dict[str, dict[str, str]]] = {
    "due_date": {"en": "on its due date or before", "zh": "到期日当天或之前"},
    "next_day": {"en": "a day after its due date at the latest", "zh": "最迟到期日后一天"},
    "fifth_of_interval": {
        "en": "a fifth of its interval after its due date at the latest, and no more than 28 days",
        "zh": "最迟到期日后间隔的 20%，且不超过 28 天",
    },
}
