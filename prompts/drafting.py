"""What is asked back about a draft, in words of both languages; at most two of them at once."""

QUESTIONS = {
    "nothing": {
        "en": "No fault is told of here. What happened, and on which machine?",
        "zh": "这里没有说到故障。哪台设备出了什么问题？",
    },
    "machine": {
        "en": "Which machine is it?",
        "zh": "是哪台设备？",
    },
    "which": {
        "en": "Which machine is it: {machines}?",
        "zh": "是哪一台设备：{machines}？",
    },
    "second": {
        "en": "Another fault is mentioned: “{words}”. Shall it be a report of its own?",
        "zh": "还提到另一处故障：“{words}”。要另写一份报告吗？",
    },
    "symptom": {
        "en": "What was wrong with it?",
        "zh": "当时出了什么问题？",
    },
    "impact": {
        "en": "Did it stop, run badly, or only give a warning sign?",
        "zh": "当时是停机、带病运行，还是只有预兆？",
    },
    "when": {
        "en": "When was that? “{words}” could not be placed.",
        "zh": "那是什么时候？无法确定“{words}”的具体时间。",
    },
}
