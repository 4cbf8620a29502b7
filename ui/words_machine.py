"""Words of the machine pages, in both languages; joined to the others in ui/phrases.py."""

from typing import Final

MACHINE_WORDS: Final[dict[str, tuple[str, str]]] = {
    "place_machines": ("Machines", "设备"),
    "place_machine": ("Machine", "设备"),
    "machine_search": ("Tag or name", "位号或名称"),
    "machine_hint": ("CV-201, press…", "CV-201、液压机……"),
    "machine_open": ("Open", "打开"),
    "machine_scan": ("Scan a label", "扫描标签"),
    "machine_scan_stop": ("Stop the camera", "关闭摄像头"),
    "machine_scan_aim": ("Hold the label's code into the frame.", "将标签上的二维码对准取景框。"),
    "machine_scan_view": ("Picture of the camera", "摄像头画面"),
    "machine_scan_insecure": (
        "The camera needs https. Ask an administrator for the https address, or type the tag.",
        "使用摄像头需要 https。请向管理员索取 https 地址，或输入位号。",
    ),
    "machine_scan_denied": (
        "The browser gives no camera: allow it in the browser's settings, or type the tag.",
        "浏览器未提供摄像头：请在浏览器设置中允许，或输入位号。",
    ),
    "machine_none": (
        "No machine is registered yet. An administrator reads the list in: "
        "shiftmate import-assets.",
        "尚未登记设备。请管理员导入设备清单：shiftmate import-assets。",
    ),
    "machine_no_match": ("No machine is called like this.", "没有这样名称的设备。"),
    "machine_unknown": ("No machine here is called “{name}”.", "没有名为“{name}”的设备。"),
    "machine_nearest": ("Do you mean", "您要找的是"),
    "machine_all": ("All machines", "全部设备"),
    "machine_loading": ("Fetching what the manuals tell…", "正在读取手册内容……"),
    "machine_offline": (
        "No network, and this machine was not kept on this tablet.",
        "无网络，且本平板未保存该设备。",
    ),
    "machine_as_of": ("Without network: as of {when}.", "无网络：内容截至 {when}。"),
    "machine_keep": ("Keep on this tablet", "保存到本平板"),
    "machine_keeping": ("Being kept…", "正在保存……"),
    "machine_kept": (
        "Kept on this tablet with its pages: fetched {when}, {size}.",
        "已连同页面保存到本平板：{when} 取得，{size}。",
    ),
    "machine_kept_words": (
        "Texts are kept on this tablet, pages are not: fetched {when}, {size}.",
        "已保存文字，未保存页面图像：{when} 取得，{size}。",
    ),
    "machine_kept_some": (
        "{count} parts could not be fetched.",
        "有 {count} 项未能取得。",
    ),
    "machine_unkeep": ("Remove from this tablet", "从本平板移除"),
    "machine_unkept": (
        "Removed from this tablet. Its texts are kept again when this page is opened.",
        "已从本平板移除。再次打开本页时会重新保存文字。",
    ),
    "machine_keep_impossible": (
        "To keep it for times without network, open this page by its https address.",
        "若要离线使用，请通过 https 地址打开本页。",
    ),
    "machine_open_reports": ("Open reports: {count}", "未结报告：{count}"),
    "machine_no_open": ("No report is open.", "没有未结报告。"),
    "machine_open_submitted": ("waits for approval", "待审批"),
    "machine_open_approved": ("approved, not closed", "已批准，未关闭"),
    "machine_codes": ("Alarm codes", "报警代码"),
    "machine_safety": ("Safety", "安全"),
    "machine_documents": ("Manuals", "手册"),
    "machine_repairs": ("Last faults", "最近故障"),
    "machine_ask": ("Ask about this machine", "就此设备提问"),
    "machine_ask_such": ("Questions its manuals answer", "手册能回答的问题"),
    "machine_report": ("Write a report", "写报告"),
    "machine_filter": ("Code or word", "代码或词语"),
    "machine_no_codes": ("Its manuals list no alarm codes.", "其手册没有报警代码表。"),
    "machine_no_safety": ("Its manuals hold no safety blocks.", "其手册没有安全提示块。"),
    "machine_no_documents": (
        "No manual of this machine is in the library.",
        "库中没有该设备的手册。",
    ),
    "machine_no_repairs": ("Nothing was reported of this machine yet.", "该设备尚无故障记录。"),
    "machine_not_allowed": (
        "You may not read reports; a supervisor can.",
        "您无权查看报告；主管可以查看。",
    ),
    "machine_no_code": ("No code is like this.", "没有匹配的代码。"),
    "machine_more": (
        "{count} more are not listed here: ask for them.",
        "另有 {count} 条未列出：请提问。",
    ),
    "machine_withheld": (
        "{count} records are not shown: they tell how to defeat a safeguard.",
        "{count} 条记录未显示：其中涉及规避安全装置的做法。",
    ),
    "machine_card_cause": ("Cause", "原因"),
    "machine_card_remedy": ("Remedy", "处理"),
    "machine_card_ask": ("Ask about {code}", "询问 {code}"),
    "machine_card_question": (
        "What does {code} mean, and what is to be done?",
        "{code} 是什么意思？怎么处理？",
    ),
    "machine_card_page": ("{title}, page {page}", "{title}，第 {page} 页"),
    "machine_card_picture": ("Page {page} of {title}", "{title} 第 {page} 页"),
    "machine_card_no_picture": (
        "Its picture was not kept on this tablet.",
        "本平板未保存此页图像。",
    ),
    "machine_doc_pages": ("{count} pages", "{count} 页"),
    "machine_doc_read": ("Look at page 1", "查看第 1 页"),
    "machine_fault_done": ("Done", "处理"),
    "machine_fault_parts": ("Parts", "备件"),
    "machine_fault_minutes": ("Stood {count} min", "停机 {count} 分钟"),
    "machine_fault_no_date": ("no date", "无日期"),
    "machine_fault_nothing_done": ("What was done is not told.", "未记录处理方法。"),
}
