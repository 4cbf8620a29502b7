"""What somebody at a machine may ask of its manuals; tried before it is offered."""

ASK_CODE = {
    "en": "What does {code} mean, and what is to be done?",
    "zh": "{code} 是什么意思？怎么处理？",
}
ASK_SAFETY = {
    "en": "Which safety precautions apply before working on it?",
    "zh": "检修前有哪些安全注意事项？",
}
ASK_MAINTENANCE = {
    "en": "Which maintenance is due, and how often?",
    "zh": "需要做哪些维护保养，周期多长？",
}
ASK_HEADING = {
    "en": "What do the manuals say about “{heading}”?",
    "zh": "手册中关于“{heading}”怎么说？",
}
