"""Every word the page says, in both languages. ``{name}`` holes are filled by the renderer."""

from typing import NamedTuple

from assistant.errors import BadQuestion, Busy, ModelUnavailable, NotHere, ShiftmateError


class Phrase(NamedTuple):
    """The same sentence twice."""

    en: str
    zh: str


PHRASES: dict[str, Phrase] = {
    # The frame of the page
    "tagline": Phrase("Answers from your own manuals", "从自家手册中找答案"),
    "new_conversation": Phrase("New conversation", "新对话"),
    "question_label": Phrase("Your question", "您的问题"),
    "question_hint": Phrase("Describe the fault or ask…", "描述故障或提问……"),
    "ask": Phrase("Ask", "提问"),
    "stop": Phrase("Stop", "停止"),
    "ask_again": Phrase("Ask again", "重新提问"),
    "conversation": Phrase("Conversation", "对话"),
    "language": Phrase("Language", "语言"),
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
    "example_code": Phrase(
        "Which fault codes are there, and what do they mean?", "有哪些故障代码？各代表什么？"
    ),
    "example_start": Phrase(
        "The motor does not start. What should I check?", "电机无法启动，应检查什么？"
    ),
    "example_safety": Phrase(
        "What must be done before opening the cabinet?", "打开电柜之前必须做什么？"
    ),
    "library_empty": Phrase("The library is empty", "资料库还是空的"),
    "library_empty_how": Phrase(
        "Add manuals on the server, then load this page again:",
        "请先在服务器上添加手册，再重新载入本页：",
    ),
    "library_empty_api": Phrase(
        "Or send the files to the service: POST /v1/documents (see /docs).",
        "也可通过接口上传：POST /v1/documents（说明见 /docs）。",
    ),
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
    # Answers
    "writing": Phrase("Writing the answer from these pages…", "正在根据以上页面作答……"),
    "answer": Phrase("Answer", "回答"),
    "sources": Phrase("From these pages", "出处"),
    "cut_short": Phrase(
        "The answer reached its length limit and ends here; the pages hold the rest.",
        "回答已达长度上限，到此为止；其余内容请看原页。",
    ),
    "refused": Phrase("No answer: the manuals do not say", "无法回答：手册中没有说明"),
    "stopped": Phrase("Stopped at your request.", "已按您的要求停止。"),
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
    "busy": Phrase(
        "Many colleagues are asking right now. Please ask again in {seconds} seconds.",
        "现在提问的人较多，请在 {seconds} 秒后重新提问。",
    ),
    "model_unavailable": Phrase(
        "The part that writes answers is not available right now. "
        "Please try again in a minute, or tell your supervisor.",
        "目前无法撰写回答。请稍后再试，或告知主管。",
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
    # The page viewer
    "viewer": Phrase("Manual page", "手册页面"),
    "viewer_empty": Phrase(
        "The manual page behind an answer appears here.", "回答所依据的手册页面会显示在这里。"
    ),
    "page_of": Phrase("Page {page} of {count}", "第 {page} 页，共 {count} 页"),
    "previous_page": Phrase("Previous", "上一页"),
    "next_page": Phrase("Next", "下一页"),
    "back_to_evidence": Phrase("Back to the passage", "回到原文所在页"),
    "zoom_fit": Phrase("Fit", "适合宽度"),
    "zoom_double": Phrase("200 %", "200 %"),
    "close": Phrase("Close", "关闭"),
    "passage": Phrase("The passage, word for word", "原文"),
    "no_picture": Phrase(
        "There is no picture of this page; its text stands below.", "此页没有图像，原文见下方。"
    ),
}

EXAMPLES = ("example_code", "example_start", "example_safety")

COMPONENT_PHRASES = (
    "new_conversation",
    "question_label",
    "question_hint",
    "ask",
    "stop",
    "ask_again",
    "conversation",
)
"""Said by Gradio's own components, so handed to its translation table."""

TROUBLES: dict[type[ShiftmateError], str] = {
    BadQuestion: "bad_question",
    Busy: "busy",
    ModelUnavailable: "model_unavailable",
    NotHere: "not_here",
    ShiftmateError: "broken",
}


def trouble_phrase(error: ShiftmateError) -> str:
    """The key of the sentence for the error's nearest known class."""
    return next(TROUBLES[kind] for kind in type(error).__mro__ if kind in TROUBLES)
