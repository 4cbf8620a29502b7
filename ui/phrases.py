"""Every word the page says, in both languages. ``{name}`` holes are filled by the renderer."""

from typing import NamedTuple

from ui import words_admin, words_documents
from ui.words_board import BOARD_WORDS
from ui.words_chat import CHAT_WORDS
from ui.words_errors import ERROR_WORDS
from ui.words_log import LOG_WORDS
from ui.words_machine import MACHINE_WORDS
from ui.words_report import REPORT_WORDS


class Phrase(NamedTuple):
    """The same sentence twice."""

    en: str
    zh: str


PHRASES: dict[str, Phrase] = {
    **{key: Phrase(*words) for key, words in REPORT_WORDS.items()},
    **{key: Phrase(*words) for key, words in ERROR_WORDS.items()},
    **{key: Phrase(*words) for key, words in words_admin.ADMIN_WORDS.items()},
    **{key: Phrase(*words) for key, words in LOG_WORDS.items()},
    **{key: Phrase(*words) for key, words in words_documents.DOCUMENT_WORDS.items()},
    # The frame of the page
    "tagline": Phrase("Answers from your own manuals", "从自家手册中找答案"),
    "new_conversation": Phrase("New conversation", "新对话"),
    "question_label": Phrase("Your question", "您的问题"),
    "question_hint": Phrase("Describe the fault or ask…", "描述故障或提问……"),
    "search_in": Phrase("Search in", "查找范围"),
    "search_all": Phrase("All machines and manuals", "全部设备和手册"),
    "search_machines": Phrase("Machines", "设备"),
    "search_manuals": Phrase("Manuals", "手册"),
    "asked_within": Phrase("in {name}", "查找范围：{name}"),
    "ask": Phrase("Ask", "提问"),
    "stop": Phrase("Stop", "停止"),
    "ask_again": Phrase("Ask again", "重新提问"),
    "conversation": Phrase("Conversation", "对话"),
    "language": Phrase("Language", "语言"),
    "password": Phrase("Password", "密码"),
    "sign_out": Phrase("Sign out", "退出登录"),
    "role_technician": Phrase("technician", "技术员"),
    "role_supervisor": Phrase("supervisor", "主管"),
    "role_admin": Phrase("administrator", "管理员"),
    # Menu and preferences
    "app_name": Phrase("Shiftmate maintenance assistant", "Shiftmate 维修助手"),
    "skip": Phrase("To the content", "跳到正文"),
    "menu": Phrase("Menu", "菜单"),
    "place_chat": Phrase("Ask", "提问"),
    "theme": Phrase("Display", "显示"),
    "theme_day": Phrase("Day", "日常"),
    "theme_hall": Phrase("Dark hall", "暗处"),
    "theme_sun": Phrase("Sunlight", "强光"),
    "gloves": Phrase("Gloves", "手套"),
    "gloves_off": Phrase("Off", "关"),
    "gloves_on": Phrase("On: large buttons", "开：大按钮"),
    "text": Phrase("Text", "字号"),
    "text_normal": Phrase("Normal", "标准"),
    "text_large": Phrase("Large", "大"),
    "text_larger": Phrase("Largest", "特大"),
    "install": Phrase("Put on this device", "安装到本设备"),
    "install_how": Phrase(
        "In the browser's menu, choose “Add to home screen” or “Install app”.",
        "请在浏览器菜单中选择“添加到主屏幕”或“安装应用”。",
    ),
    # The outbox
    "outbox": Phrase("Outbox", "待发箱"),
    "to_send": Phrase("To be sent", "待发送"),
    "at_hand": Phrase("At hand without network", "离线可用"),
    "offline_page": Phrase(
        "The service cannot be reached. What you write is kept and sent later.",
        "无法连接服务。您写的内容会保存，稍后自动发送。",
    ),
    "sign_out_later": Phrase(
        "You are signed out on this device. The service is told once there is a network.",
        "您已在本设备退出登录；恢复网络后会通知服务。",
    ),
    "network_back": Phrase("The service is back.", "服务已恢复。"),
    "badge_offline": Phrase("No network", "无网络"),
    "badge_waiting": Phrase("To send: {count}", "待发：{count}"),
    "badge_refused": Phrase("Refused: {count}", "被拒：{count}"),
    "badge_sent": Phrase("Answered: {count}", "已答：{count}"),
    "outbox_empty": Phrase("Nothing waits.", "没有待发内容。"),
    "outbox_others": Phrase(
        "{count} entries of a colleague wait on this device until they sign in here.",
        "本设备上有同事的 {count} 条内容，待其登录后发送。",
    ),
    "kind_report": Phrase("Report", "报告"),
    "kind_question": Phrase("Question", "问题"),
    "kind_photo": Phrase("Photo", "照片"),
    "state_waiting": Phrase("waits for the network", "等待网络"),
    "state_queued": Phrase("waits", "等待发送"),
    "state_sign_in": Phrase("waits until you sign in again", "重新登录后发送"),
    "state_sending": Phrase("is being sent…", "正在发送……"),
    "state_sent": Phrase("sent", "已发送"),
    "state_refused": Phrase("refused", "被拒绝"),
    "edit": Phrase("Edit", "修改"),
    "save": Phrase("Save", "保存"),
    "discard": Phrase("Discard", "丢弃"),
    "discard_sure": Phrase("Discard this for good?", "确定丢弃？"),
    "send_now": Phrase("Send now", "立即发送"),
    "kept_for_later": Phrase(
        "No network. Your question is kept in the outbox and asked once the service is back.",
        "没有网络。问题已存入待发箱，恢复连接后自动提问。",
    ),
    "keep_failed": Phrase(
        "This device could not keep it. Do not close this page.",
        "本设备无法保存，请不要关闭此页面。",
    ),
    "no_packs": Phrase(
        "Nothing yet. Open a machine and keep it for offline use.",
        "还没有。打开一台设备，把它的资料存到本机。",
    ),
    "kept_on": Phrase("kept {when}", "保存于 {when}"),
    # What the service refuses, where it gives no words
    "problem_network": Phrase("The service does not answer.", "服务没有响应。"),
    "problem_sign_in": Phrase("You are signed out. Sign in again.", "您已退出登录，请重新登录。"),
    "problem_forbidden": Phrase("You may not do this.", "您没有此权限。"),
    "problem_gone": Phrase("It is no longer there.", "内容已不存在。"),
    "problem_conflict": Phrase(
        "It has been changed meanwhile. Look at it again.", "内容已被他人修改，请重新查看。"
    ),
    "problem_too_large": Phrase("It is too large.", "内容过大。"),
    "problem_unfit": Phrase("Something in it is not right: ", "填写有误："),
    "problem_busy": Phrase(
        "The service is busy. It is tried again by itself.", "服务繁忙，稍后会自动重试。"
    ),
    "problem_broken": Phrase(
        "Something went wrong in the service. It is tried again by itself.",
        "服务出了问题，稍后会自动重试。",
    ),
    # Before the first question
    "welcome": Phrase("What is the machine telling you?", "设备出了什么问题？"),
    "welcome_how": Phrase(
        "Every answer shows the page it comes from. No page, no answer.",
        "每个回答都附上出处页面；手册里没有的，就不作答。",
    ),
    "library": Phrase("In the library: {count} documents", "资料库中有 {count} 份文件"),
    "pages": Phrase("{count} pages", "{count} 页"),
    "more_documents": Phrase("and {count} more", "另有 {count} 份"),
    "examples": Phrase("For example", "例如"),
    "example_start": Phrase(
        "The motor does not start. What should I check?", "电机无法启动，应检查什么？"
    ),
    "example_safety": Phrase(
        "What must be done before opening the cabinet?", "打开电柜之前必须做什么？"
    ),
    "library_empty": Phrase("The library is empty", "资料库还是空的"),
    "library_empty_how": Phrase(
        "Add manuals with the button “Manuals” above, or on the server:",
        "请点上方的“手册”按钮添加，或在服务器上运行：",
    ),
    "library_empty_api": Phrase(
        "Or send the files to the service: POST /v1/documents (see /docs).",
        "也可通过接口上传：POST /v1/documents（说明见 /docs）。",
    ),
    # Manuals on their way in
    "manuals": Phrase("Manuals", "手册"),
    "add_manuals": Phrase("Add manuals", "添加手册"),
    "add_hint": Phrase(
        "Choose files, or drop them here: {formats}. They stay on this server.",
        "选择文件，或拖放到此处：{formats}。文件只保存在本服务器上。",
    ),
    "on_their_way": Phrase("On their way in", "导入进度"),
    "files": Phrase("{count} files", "{count} 个文件"),
    "more_files": Phrase("and {count} more files", "另有 {count} 个文件"),
    "from_command": Phrase("from the server's command line", "来自服务器命令行"),
    "uploading": Phrase("Sending: {percent} %", "正在上传：{percent} %"),
    "job_queued": Phrase("Waiting", "排队中"),
    "job_running": Phrase(
        "Reading: {done} of {total} files", "正在读取：第 {done} 个，共 {total} 个"
    ),
    "job_stopping": Phrase("Stopping…", "正在停止……"),
    "job_done": Phrase("In the library", "已入库"),
    "job_partly": Phrase(
        "{failed} of {total} files could not be read", "{total} 个文件中有 {failed} 个无法读取"
    ),
    "job_failed": Phrase("Could not be read", "无法读取"),
    "job_cancelled": Phrase("Cancelled", "已取消"),
    "put_off": Phrase(
        "The service cannot go on just now and will try again: ", "暂时无法继续，稍后会自动重试："
    ),
    "file_waiting": Phrase("waiting", "等待中"),
    "file_running": Phrase("begun", "已开始"),
    "file_reading": Phrase("reading page {done} of {total}", "正在读取第 {done} 页，共 {total} 页"),
    "file_reading_any": Phrase("reading", "正在读取"),
    "file_embedding": Phrase(
        "making it searchable: {done} of {total} passages", "正在建立索引：{done}/{total} 段"
    ),
    "file_added": Phrase("pages: {pages}, passages: {chunks}", "{pages} 页，{chunks} 段"),
    "file_added_plain": Phrase("passages: {chunks}", "{chunks} 段"),
    "file_unchanged": Phrase("was in the library already", "资料库中已有"),
    "file_failed": Phrase("could not be read: ", "无法读取："),
    "file_cancelled": Phrase("cancelled", "已取消"),
    "unreadable": Phrase(
        "{count} of {total} pages unreadable: ", "{total} 页中有 {count} 页无法读取："
    ),
    "unreadable_why": Phrase("{pages} ({reason})", "第 {pages} 页（{reason}）"),
    "cancel": Phrase("Cancel", "取消"),
    "retry": Phrase("Try again", "重试"),
    "dismiss": Phrase("Clear from the list", "从列表中清除"),
    "remove": Phrase("Remove", "删除"),
    "remove_sure": Phrase(
        "Remove this manual? Nothing in it will be found any more.",
        "确定删除这份手册？删除后将无法再查到其中的内容。",
    ),
    "remove_yes": Phrase("Yes, remove it", "确定删除"),
    "remove_no": Phrase("Keep it", "保留"),
    "no_manuals": Phrase("Nothing yet.", "还没有文件。"),
    "no_service": Phrase("The service does not answer. Trying again…", "服务没有响应，正在重试……"),
    "upload_too_large": Phrase(
        "Too much at once: send fewer files.", "一次上传的内容过多，请减少文件。"
    ),
    "upload_no_room": Phrase(
        "The server's disk is full. Tell your supervisor.", "服务器磁盘已满，请告知主管。"
    ),
    "upload_failed": Phrase(
        "The files did not arrive. Send them again.", "文件没有传到，请重新上传。"
    ),
    "in_english": Phrase("{reason}", "（英文）{reason}"),
    # Revisions of a manual
    "newer_revision": Phrase(
        "Superseded by {name}. Answers no longer use it.", "已被 {name} 取代，不再用于回答。"
    ),
    "older_revision": Phrase("Supersedes {name}", "取代 {name}"),
    "what_changed": Phrase("What has changed", "查看变更"),
    "hide_changes": Phrase("Hide the changes", "收起变更"),
    "changes_since": Phrase("Changed since {name}: {count}", "与 {name} 相比，共 {count} 处变更"),
    "no_changes": Phrase(
        "No changed value, warning or fault code was found since {name}.",
        "与 {name} 相比，未发现数值、警告或故障代码的变更。",
    ),
    "more_changes": Phrase("and {count} more", "另有 {count} 处"),
    "changed_page": Phrase("page {page}", "第 {page} 页"),
    "changed_pages": Phrase("page {old} → {new}", "第 {old} 页 → 第 {new} 页"),
    "safety_added": Phrase("New warning", "新增警告"),
    "safety_removed": Phrase("Warning left out", "警告已删除"),
    "fault_added": Phrase("New fault code", "新增故障代码"),
    "fault_removed": Phrase("Fault code left out", "故障代码已删除"),
    # Evidence
    "searching": Phrase("Searching the manuals…", "正在查找手册……"),
    "found": Phrase("Found in your manuals", "在手册中找到"),
    "found_not_answer": Phrase("Nearest passages found – not an answer", "最接近的内容——不是答案"),
    "more_passages": Phrase("{count} more passages", "另有 {count} 段相关内容"),
    "one_more_passage": Phrase("1 more passage", "另有 1 段相关内容"),
    "page": Phrase("page {page}", "第 {page} 页"),
    "open_page": Phrase("Open page {page}", "打开第 {page} 页"),
    "open_passage": Phrase("Open the passage", "打开原文"),
    "safety_warning": Phrase("Safety warning", "安全警告"),
    "fault_record": Phrase("Fault record", "故障条目"),
    "cause": Phrase("Cause", "原因"),
    "remedy": Phrase("Remedy", "处理"),
    # Answers
    "translating": Phrase("Putting the question into the other language…", "正在翻译问题……"),
    "restating": Phrase("Working out what the question refers to…", "正在弄清问题所指……"),
    "checking": Phrase("Checking whether these pages answer it…", "正在核对这些页面能否回答……"),
    "writing": Phrase("Writing the answer from these pages…", "正在根据以上页面作答……"),
    "answer": Phrase("Answer", "回答"),
    "sources": Phrase("From these pages", "出处"),
    "cut_short": Phrase(
        "The answer reached its length limit and ends here; the pages hold the rest.",
        "回答已达长度上限，到此为止；其余内容请看原页。",
    ),
    "refused": Phrase("No answer: the manuals do not say", "无法回答：手册中没有说明"),
    "stopped": Phrase("Stopped at your request.", "已按您的要求停止。"),
    "masked": Phrase("Not told to the engine outside: {what}", "发给外部模型前已遮盖：{what}"),
    "masked_person": Phrase("names", "人名"),
    "masked_phone": Phrase("phone numbers", "电话号码"),
    "masked_email": Phrase("mail addresses", "邮箱地址"),
    "masked_id": Phrase("identity numbers", "身份证号"),
    "masked_badge": Phrase("badges", "工号"),
    "took": Phrase(
        "Evidence after {found} s, answer after {total} s",
        "{found} 秒找到依据，{total} 秒完成回答",
    ),
    # Trouble
    "trouble": Phrase("No answer this time", "这次未能作答"),
    "bad_question": Phrase(
        "This question is empty or too long. Please ask in one or two short sentences.",
        "问题为空或过长，请用一两句话提问。",
    ),
    "unknown_filter": Phrase(
        "The machine or manual to search in is no longer there. Choose another one.",
        "所选的设备或手册已不存在，请重新选择。",
    ),
    "no_manual_of_machine": Phrase(
        "The library holds no manual of this machine. Add one, or search in all manuals.",
        "资料库中没有这台设备的手册。请添加手册，或在全部手册中查找。",
    ),
    "busy": Phrase(
        "Many colleagues are asking right now. Please ask again in {seconds} seconds.",
        "现在提问的人较多，请在 {seconds} 秒后重新提问。",
    ),
    "too_often": Phrase(
        "That was many questions in one minute. Please ask again in {seconds} seconds.",
        "一分钟内提问过多，请在 {seconds} 秒后重新提问。",
    ),
    "model_unavailable": Phrase(
        "The part that writes answers is not available right now. "
        "Please try again in a minute, or tell your supervisor.",
        "目前无法撰写回答。请稍后再试，或告知主管。",
    ),
    "page_closed": Phrase("Not open to you", "无权查看"),
    "page_not_yours": Phrase(
        "You are signed in as {name}, who has no right to this page. Ask an administrator if you "
        "need it.",
        "您当前以 {name} 登录，无权查看此页面。如需使用，请联系管理员。",
    ),
    "page_lost": Phrase("Nothing is here", "页面不存在"),
    "page_lost_at": Phrase(
        "There is no page at {address}. The address may be mistyped, or what stood there was "
        "removed.",
        "{address} 没有对应的页面：地址可能有误，或内容已被删除。",
    ),
    "not_allowed": Phrase(
        "This is another site's. An administrator can open it to you.",
        "这属于其他厂区。如需查看，请联系管理员开通权限。",
    ),
    "not_here": Phrase(
        "This passage is no longer in the library: its document was removed or replaced.",
        "这段内容已不在资料库中：所在文件已被删除或替换。",
    ),
    "broken": Phrase(
        "Something went wrong in the service. Please ask again; "
        "if it happens again, tell your supervisor.",
        "服务出了问题。请重新提问；若再次出现，请告知主管。",
    ),
    "evidence_stands": Phrase(
        "The passages above come straight from your manuals and still hold.",
        "上面的内容直接摘自手册，仍可参考。",
    ),
    # The history
    "history": Phrase("History", "历史"),
    "history_title": Phrase("What happened in the plant", "工厂历史"),
    "history_how": Phrase(
        "Ask the work orders and reports. Every figure shows its rows and how it was worked out.",
        "向工单和报告提问。每个数字都附上明细和算法。",
    ),
    "history_label": Phrase("Your question to the history", "要查询的问题"),
    "history_hint": Phrase("Which machine stood longest?", "哪台设备停机最久？"),
    "history_examples": Phrase("You can ask, for example", "例如可以这样问"),
    "history_trend": Phrase("How many work orders per month?", "每月有多少工单？"),
    "history_pareto": Phrase("Pareto of downtime by machine", "按设备做停机时间的帕累托"),
    "history_top": Phrase("Top 5 failure codes", "出现最多的前5个故障代码"),
    "history_mtbf": Phrase("What is the MTBF?", "平均故障间隔是多少？"),
    "history_longest": Phrase("Work order with the highest downtime", "停机时间最长的工单"),
    "history_last": Phrase("What was done last time?", "最近一次维修做了什么？"),
    "reckoning": Phrase("Looking through the work orders…", "正在查询工单……"),
    "not_from_history": Phrase("The history cannot tell that", "历史记录无法回答"),
    "first_of_groups": Phrase(
        "On the chart: the first {shown} of {count}. The file has them all.",
        "图中为前 {shown} 项，共 {count} 项；下载的文件含全部。",
    ),
    "rows": Phrase("Rows: {count}", "明细：{count} 行"),
    "rows_first": Phrase("First {shown} of {count} rows", "明细：前 {shown} 行，共 {count} 行"),
    "rows_label": Phrase("Rows behind the answer", "答案的明细"),
    "download_rows": Phrase("Download (CSV)", "下载（CSV）"),
    "worked_out": Phrase("How it was worked out", "算法"),
    "formula": Phrase("Formula", "公式"),
    "orders_behind": Phrase("Work orders it rests on (n)", "依据的工单数（n）"),
    "query": Phrase("Query", "查询"),
    # Under an answer
    "rate_up": Phrase("This helped", "有帮助"),
    "rate_down": Phrase("Not right", "有问题"),
    "rate_thanks": Phrase("Thank you. Your supervisor can see this.", "谢谢，主管可以看到。"),
    "rate_wrong": Phrase("It is wrong", "内容有误"),
    "rate_incomplete": Phrase("Something is missing", "不完整"),
    "rate_off_topic": Phrase("Not what I asked", "答非所问"),
    "rate_wrong_machine": Phrase("Another machine", "不是这台设备"),
    "rate_unclear": Phrase("Hard to understand", "看不明白"),
    "rate_outdated": Phrase("Out of date", "已过时"),
    "rate_unsafe": Phrase("Not safe", "不安全"),
    "rate_other": Phrase("Something else", "其他"),
    # The page viewer
    "viewer": Phrase("Manual page", "手册页面"),
    "viewer_empty": Phrase(
        "The manual page behind an answer appears here.", "回答所依据的手册页面会显示在这里。"
    ),
    "page_of": Phrase("Page {page} of {count}", "第 {page} 页，共 {count} 页"),
    "previous_page": Phrase("Previous", "上一页"),
    "next_page": Phrase("Next", "下一页"),
    "back_to_evidence": Phrase("Back to the passage", "回到原文所在页"),
    "back_to_page": Phrase("Back to page {page}", "回到第 {page} 页"),
    "figures_here": Phrase("Figures on this page", "本页插图"),
    "close": Phrase("Close", "关闭"),
    "passage": Phrase("The passage, word for word", "原文"),
    "no_picture": Phrase(
        "There is no picture of this page; its text stands below.", "此页没有图像，原文见下方。"
    ),
    **{key: Phrase(*words) for key, words in (CHAT_WORDS | MACHINE_WORDS).items()},
    **{key: Phrase(*words) for key, words in BOARD_WORDS.items()},
}
