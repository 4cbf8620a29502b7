"""What is said of the machine that was named, before anything the manuals say."""

NOTHING_CHOSEN = {
    "en": "Nothing in the library is of the machine, manual, language or kind that was chosen.",
    "zh": "资料库中没有符合所选设备、手册、语言或类型的内容。",
}
OTHER_MACHINE = {"en": "From another machine's manual:", "zh": "其他设备的手册："}
PRINTED = {
    "en": "Printed as {found}, which only looks like {code}:",
    "zh": "手册中写作 {found}，与 {code} 只是相似：",
}
LOOK_ALIKES = {
    "all": {
        "en": "{code} stands in no manual searched; {found} looks like it.",
        "zh": "所查手册中都没有 {code}；相似的代码是 {found}。",
    },
    "machine": {
        "en": "{code} stands in no manual of {machine}; {found} looks like it.",
        "zh": "{machine} 的手册中没有 {code}；相似的代码是 {found}。",
    },
}
"""Where a code is found only as other panels would print it."""
NO_CARD = {
    "en": "No manual searched lists {code}. A page may still mention it: ask in words.",
    "zh": "所查手册的故障表中没有 {code}。正文可能提到，请用一句话提问。",
}
MACHINE_NOTICES = {
    "unknown_machine": {
        "en": "{machine} is unknown here: neither the list of machines nor the title of a manual"
        " names it. Another machine's {code} may mean something else.",
        "zh": "这里没有名为“{machine}”的设备：设备清单和手册标题中都没有。"
        "其他设备的 {code} 含义可能不同。",
    },
    "unlisted_machine": {
        "en": "{machine} is not in the list of machines. Manuals whose title names it come first.",
        "zh": "设备清单中没有“{machine}”，先显示标题中有此名称的手册。",
    },
    "no_manual": {
        "en": "No manual of {machine} is in the library."
        " Another machine's {code} may mean something else.",
        "zh": "资料库中没有 {machine} 的手册。其他设备的 {code} 含义可能不同。",
    },
    "no_record": {
        "en": "The manuals of {machine} do not list {code}."
        " Another machine's {code} may mean something else.",
        "zh": "{machine} 的手册中没有列出 {code}。其他设备的 {code} 含义可能不同。",
    },
}
"""Before what other machines' manuals say of a code."""
DISAGREE = {
    "en": "The documents do not agree: {places}. None of them is chosen here: find out which holds"
    " before you rely on it.",
    "zh": "资料的说法不一致：{places}。这里不作取舍，请先核实以哪个为准。",
}
EACH_MACHINE = {
    "en": "Each machine has its own value: {places}.",
    "zh": "不同设备的数值不同：{places}。",
}
"""Where documents give other values for one thing."""
SOURCES = {"en": "From {sources}.", "zh": "出处：{sources}。"}
"""Below what is quoted."""
PLACE = {
    "page": {"en": "{value} ({document}, p. {page})", "zh": "{value}（{document}，第 {page} 页）"},
    "no_page": {"en": "{value} ({document})", "zh": "{value}（{document}）"},
}
