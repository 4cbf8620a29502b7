"""What is said around the plant's own records of repairs, in words that no model writes."""

HEADING = {
    "en": "What fixed it here (this plant's own records, not the manual; the manual comes first):",
    "zh": "本厂以前的处理（本厂记录，并非手册内容；以手册为准）：",
}
LINE = {
    "en": "- {head}: “{done}”{facts} ({source})",
    "zh": "- {head}：“{done}”{facts}（{source}）",
}
NO_DATE = {"en": "no date", "zh": "日期不详"}
PARTS = {"en": "; parts: {parts}", "zh": "；备件：{parts}"}
STOPPED = {"en": "; stopped {minutes:g} min", "zh": "；停机 {minutes:g} 分钟"}
WORKED = {"en": "; work {minutes:g} min", "zh": "；工时 {minutes:g} 分钟"}
SOURCES = {
    "report": {"en": "approved report {number}", "zh": "已批准的报告 {number}"},
    "order": {"en": "work order {number}", "zh": "工单 {number}"},
}
MATCHES = {
    "code": {"en": "same code", "zh": "代码相同"},
    "close": {"en": "similar fault", "zh": "故障相似"},
    "loose": {"en": "perhaps similar", "zh": "可能相似"},
}
OTHER_MACHINE = {"en": "another machine", "zh": "另一台设备"}
PARTS_HEADING = {"en": "Parts that went with them:", "zh": "所用备件："}
PART = {"en": "- {name}: {count} of {of} repairs", "zh": "- {name}：{of} 次处理中用了 {count} 次"}
HELD = {
    "en": "No repeat of the code on this machine within 30 days: {held} of {watched} work orders.",
    "zh": "30 天内同一设备同一代码没有再出现：{watched} 张工单中有 {held} 张。",
}
WITHHELD = {
    "en": "Records not shown because they tell how to defeat a safeguard: {count}.",
    "zh": "有 {count} 条记录因涉及使安全装置失效而未显示。",
}
NOTHING = {
    "en": "No report or work order tells of such a fault on this machine.",
    "zh": "没有报告或工单记录过这台设备的此类故障。",
}
