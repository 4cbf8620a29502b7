"""Units of measure as manuals print them: what tells a value from a code or a reference. Pure.

Regular expressions without anchors, to be built into others.
"""

SYMBOL = (
    r"(?:[pnuµμmckMG]?(?:VA|V(?:AC|DC|ac|dc)?|Ah|A|Wh|W|Hz|Pa|bar|Ω|F|H|g|m|s|N|J|L|l)"
    r"|[kMm]?Nm|[mk]?cd|[mk]?lx|hPa|dm|min|rpm|r/min|kgf?|psi|dB(?:\(A\))?|ppm|lbs?|ft|[hH][pP]|HP"
    r"|AWG|[kMG]B|°[CF]|h)"
)
"""The same in every language, case and all; the SI's with their prefixes."""
DEGREE = r"(?:%|‰|[°º]\s?[CF]|℃|℉|°)"
_POWER = r"(?:\s?[·•.*-]?\s?m)?[23²³]?(?:\s?/\s?(?:min|h|s|m[23²³]?|cm[2²]?|L|kg|°C))?"
"""Behind a symbol: ``N·m``, ``mm²``, ``m/s``, ``kgf/cm2``."""
_WORDS = r"(?:hrs?|hours?|days?|weeks?|months?|years?|ohms?|inch|in|bits?|bytes?|times|turns?|pcs)"
_CHINESE = (
    "(?:伏|安|瓦|千瓦|欧|赫兹|转/分|毫?秒|分钟|小时|个?月|天|日|周|年|毫米|厘米|米"
    "|克|千克|公斤|吨|升|毫升|兆?帕|度|次|圈)"
)
AFTER_NUMBER = rf"(?:{DEGREE}|{SYMBOL}{_POWER}|{_WORDS}|{_CHINESE})(?![A-Za-z])"
"""Anything that a number in a running text may be a number of."""
UNMISTAKABLE = rf"(?:{DEGREE}|(?:{SYMBOL})\b|[倍次毫厘秒分米])"
"""The same without what also begins a title: ``见 3.1 安装`` is no current, nor ``4.2 in use``."""
