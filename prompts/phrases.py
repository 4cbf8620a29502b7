"""Words shared by prompt, code and tests: they change in one place or break everywhere."""

import re

MARK = re.compile(r"\[(\d{1,3})\]")
"""How an answer points to its passage: ``[1]``. One small number, so that a small model gets it
right (longer keys were garbled)."""

REFUSAL = {
    "en": "The documents in this library do not answer that, so I will not guess.",
    "zh": "资料库中的文件没有给出答案，我不作猜测。",
}
NEAREST = {
    "en": "Name the machine and the code, or search: the nearest passages are not an answer.",
    "zh": "请写明设备和代码，或直接检索：最接近的段落并不是答案。",
}
EMPTY_LIBRARY = {
    "en": "No documents have been added yet. Add manuals with: shiftmate ingest FOLDER",
    "zh": "资料库还是空的。请先添加手册：shiftmate ingest 文件夹",
}
EXCERPTS_ONLY = {
    "en": "The part that writes answers is not available: these are the manuals' own words alone.",
    "zh": "目前无法撰写回答，以上仅为手册原文。",
}
BROKEN_OFF = {
    "en": "The answer breaks off here: the part that writes answers has failed. Ask again.",
    "zh": "回答到此中断：撰写回答的部分发生故障。请再问一次。",
}

GUARDED = {
    "en": {
        "cut:unknown": (
            "Statements taken out because a number or code in them stands in no cited passage: "
            "{count}."
        ),
        "cut:other": (
            "Statements taken out because they did not say what the passage says: {count}."
        ),
        "replaced:unknown": (
            "Statements replaced by the manual's own words because a number or code in them stands "
            "in no cited passage: {count}."
        ),
        "replaced:other": (
            "Statements replaced by the manual's own words because they did not say what the "
            "passage says: {count}."
        ),
    },
    "zh": {
        "cut:unknown": "已删去 {count} 处内容：其中的数值或代码在所引段落中查不到。",
        "cut:other": "已删去 {count} 处内容：与所引段落的意思不符。",
        "replaced:unknown": "有 {count} 处改用手册原文：原句的数值或代码在所引段落中查不到。",
        "replaced:other": "有 {count} 处改用手册原文：原句与所引段落的意思不符。",
    },
}
"""What the guard did to an answer, by what became of how many statements, and why."""

SIGNAL_WORDS = {
    "en": {4: "DANGER", 3: "WARNING", 2: "CAUTION", 1: "NOTICE"},
    "zh": {4: "危险", 3: "警告", 2: "注意", 1: "注意"},
}
"""Signal words by how grave they are, for a sentence in another language than its warning."""
