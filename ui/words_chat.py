"""What the chat says around an answer: the page viewer, steps, reading aloud, speech, photos.

English, Chinese; joined to the others in ui/phrases.py.
"""

from typing import Final

CHAT_WORDS: Final[dict[str, tuple[str, str]]] = {
    # The page viewer
    "zoom_in": ("Larger", "放大"),
    "zoom_out": ("Smaller", "缩小"),
    "zoom_width": ("Fit to width", "适合宽度"),
    "page_picture": ("{name}, page {page}", "{name}，第 {page} 页"),
    "figure_picture": ("{name}: {caption}", "{name}：{caption}"),
    # Following it
    "to_end": ("To the newest words", "到最新内容"),
    # Under an answer
    "read_aloud": ("Read aloud", "朗读"),
    "stop_reading": ("Stop reading", "停止朗读"),
    "write_report": ("Write the report", "写报告"),
    "report_short": ("Report", "写报告"),
    "interrupted": (
        "The page was loaded anew before the answer was whole. Ask again.",
        "回答尚未完成，页面已重新加载，请重新提问。",
    ),
    "quoted_above": ("The manual's own words stand above.", "手册原文见上方。"),
    # What fixed it here
    "fixed_here": ("What fixed it here", "本厂以前的处理"),
    "fixed_here_how": (
        "This plant's own records, not the manual; the manual comes first.",
        "本厂记录，并非手册内容；以手册为准。",
    ),
    "fixed_parts": ("Parts: {parts}", "备件：{parts}"),
    "fixed_stopped": ("Stopped {minutes} min", "停机 {minutes} 分钟"),
    "fixed_worked": ("Work {minutes} min", "工时 {minutes} 分钟"),
    "fixed_no_date": ("no date", "日期不详"),
    "fixed_code": ("same code", "代码相同"),
    "fixed_close": ("similar fault", "故障相似"),
    "fixed_elsewhere": ("another machine", "另一台设备"),
    "fixed_report": ("Open report {number}", "打开报告 {number}"),
    "fixed_order": ("Work order {number}", "工单 {number}"),
    # Asking by voice
    "speak": ("Speak", "说话提问"),
    "speak_stop": ("Done speaking", "说完了"),
    "speak_cancel": ("Cancel", "取消"),
    "listening": (
        "Listening… {seconds} s. Let go, or tap again, when you have finished.",
        "正在听…… {seconds} 秒。说完松手，或再点一下。",
    ),
    "writing_down": ("Writing down what you said…", "正在转成文字……"),
    "nothing_heard": (
        "Nothing was heard. Hold the tablet closer and try again.",
        "没有听到说话。请靠近一些再试。",
    ),
    "speech_heard": (
        "Look at what was heard. Nothing is sent until you tap “Ask”.",
        "请核对听到的内容；点“提问”后才会发送。",
    ),
    "speech_offer": ("Did you mean {code}?", "您说的是 {code} 吗？"),
    "speech_https": (
        "Browsers lend the microphone only over https. Open this page by its https address.",
        "浏览器只允许 https 页面使用麦克风，请用 https 地址打开本页。",
    ),
    "speech_denied": (
        "The browser does not lend the microphone. Allow it for this page, then try again.",
        "浏览器未允许使用麦克风。请在浏览器中允许后再试。",
    ),
    "speech_failed": ("It could not be listened to: ", "无法识别："),
    "speech_network": (
        "No network. What you say can be written down only while the service is there.",
        "没有网络。恢复连接后才能语音提问。",
    ),
    # Signing out without network
    "signed_out_here": (
        "You are signed out on this tablet: your pages are gone from it, and what waits in the "
        "outbox waits for you. You can put it down. Once the service is back, the page for "
        "signing in opens by itself; until then nobody can sign in here.",
        "您已在本平板退出登录：您的页面已从本机清除，待发箱中的内容会为您保留。可以放下平板。"
        "恢复连接后会自动打开登录页面；在此之前，本机无法登录。",
    ),
    # Asking with a photo
    "take_photo": ("Photo", "拍照提问"),
    "photo_reading": ("Looking for text on the photo…", "正在识别照片上的文字……"),
    "photo_read": ("On the photo: {lines}", "照片上的文字：{lines}"),
    "photo_nothing": (
        "No text was found on the photo. It is kept for the report.",
        "照片上没有找到文字；照片会留给报告使用。",
    ),
    "photo_kept": ("The photo is kept for the report.", "照片会留给报告使用。"),
    "photo_use": ("Use this question", "用这个问题"),
    "photo_drop": ("Remove the photo", "删除照片"),
    "photo_alt": ("Your photo {number}", "您的照片 {number}"),
    "photo_failed": ("The text could not be read: ", "无法识别照片上的文字："),
    "photo_unfit": ("This is no picture that can be used.", "无法使用这张图片。"),
}
