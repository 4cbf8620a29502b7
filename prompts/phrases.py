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
