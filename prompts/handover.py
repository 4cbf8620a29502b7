"""What a shift handover says around the records, in both languages."""

from typing import Final

Both = dict[str, str]

PHRASES: Final[dict[str, Both]] = {
    "title": {"en": "Shift handover", "zh": "交接班"},
    "board": {"en": "Board", "zh": "看板"},
    "shift": {"en": "Shift: {start} – {end}", "zh": "班次：{start} – {end}"},
    "made": {
        "en": "As things stand at {at}; time zone {zone}",
        "zh": "截至 {at} 的状态；时区 {zone}",
    },
    "site": {"en": "Site: {site}", "zh": "工厂：{site}"},
    "unclear": {
        "en": "Work orders in no list, since nothing says whether they are open: {count}",
        "zh": "未列出的工单（没有信息说明其是否已关闭）：{count} 张",
    },
    "unread": {
        "en": "Open, but older than the newest ones, which alone were looked through: {count}",
        "zh": "未完成但较旧、未逐项查看的（只查看了最新的）：{count} 项",
    },
    "talk": {
        "en": "This sheet does not replace the talk between the shifts.",
        "zh": "本表不能代替两班人员的当面交接。",
    },
    "open": {"en": "Open", "zh": "未完成"},
    "isolated": {
        "en": "Isolated, bypassed or temporarily repaired",
        "zh": "隔离、旁路或临时修复",
    },
    "safety": {"en": "Safety-flagged", "zh": "涉及安全"},
    "changed": {"en": "Changed in the shift", "zh": "本班次变更"},
    "none": {"en": "none", "zh": "无"},
    "more": {"en": "and {count} more", "zh": "另有 {count} 项"},
    "no_machine": {"en": "no machine named", "zh": "未说明设备"},
    "untitled": {"en": "without a text", "zh": "无文字"},
    "order": {"en": "work order, {source}", "zh": "工单，{source}"},
    "line": {"en": "{title} ({about})", "zh": "{title}（{about}）"},
    "age": {"en": "{age} old", "zh": "已 {age}"},
    "last": {"en": "Last: {said}", "zh": "最近：{said}"},
    "done": {"en": "Done: {said}", "zh": "已做：{said}"},
    "to_do": {"en": "To do: {said}", "zh": "待办：{said}"},
    "field": {"en": "Filled in: {names}", "zh": "已填写：{names}"},
    "permit": {"en": "permit {permit}", "zh": "作业许可 {permit}"},
    "isolation": {
        "en": "Words of the note on isolation: {words}",
        "zh": "记录原话（隔离）：{words}",
    },
    "bypass": {"en": "Words of the note on a bypass: {words}", "zh": "记录原话（旁路）：{words}"},
    "temporary": {
        "en": "Words of the note on a temporary repair: {words}",
        "zh": "记录原话（临时修复）：{words}",
    },
    "quoted": {"en": "“{words}”", "zh": "“{words}”"},
    "corrected": {"en": "corrected: {names}", "zh": "更正：{names}"},
    "day_only": {"en": "{day}, time not told", "zh": "{day}，未记录时间"},
    "now": {"en": "this shift", "zh": "本班"},
    "previous": {"en": "shift before", "zh": "上一班"},
    "other": {"en": "中文", "zh": "English"},
}
NAMES: Final[dict[str, Both]] = {
    "draft": {"en": "draft", "zh": "草稿"},
    "submitted": {"en": "submitted", "zh": "已提交"},
    "acknowledged": {"en": "acknowledged", "zh": "已受理"},
    "approved": {"en": "approved", "zh": "已批准"},
    "rejected": {"en": "rejected", "zh": "已驳回"},
    "closed": {"en": "closed", "zh": "已关闭"},
    "discarded": {"en": "discarded", "zh": "已作废"},
    "created": {"en": "created", "zh": "已创建"},
    "changed": {"en": "corrected", "zh": "已更正"},
    "opened": {"en": "opened", "zh": "开单"},
    "urgent": {"en": "urgent", "zh": "紧急"},
    "high": {"en": "high priority", "zh": "高优先级"},
    "medium": {"en": "medium priority", "zh": "中优先级"},
    "low": {"en": "low priority", "zh": "低优先级"},
    "safety_relevant": {"en": "bears on safety", "zh": "涉及安全"},
    "incident": {"en": "incident", "zh": "事故"},
    "loto_required": {"en": "lockout/tagout required", "zh": "需要上锁挂牌"},
    "hazard:electrical": {"en": "electrical hazard", "zh": "电气危险"},
    "hazard:moving_parts": {"en": "moving parts", "zh": "运动部件"},
    "hazard:pressure": {"en": "pressure", "zh": "压力"},
    "hazard:hydraulic": {"en": "hydraulic hazard", "zh": "液压危险"},
    "hazard:pneumatic": {"en": "pneumatic hazard", "zh": "气动危险"},
    "hazard:gravity_stored": {"en": "raised load or stored energy", "zh": "悬空载荷或储存能量"},
    "hazard:thermal": {"en": "hot or cold parts", "zh": "高温或低温"},
    "hazard:chemical": {"en": "chemical hazard", "zh": "化学危险"},
    "hazard:fire_explosion": {"en": "fire or explosion", "zh": "火灾或爆炸"},
    "hazard:radiation": {"en": "radiation", "zh": "辐射"},
    "hazard:height": {"en": "work at height", "zh": "高处作业"},
    "hazard:other": {"en": "other hazard", "zh": "其他危险"},
}
"""Of states, steps, priorities and fields of a report; what other systems say stays as it is."""
