"""What kind of value a question asks for, and whether a text holds one. Pure.

A manual that gives torques gives them for some screws only. Whether it answers "what torque for the
robot mount" is not told by likeness: its page on the robot mount is as like as can be.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of value, by what it is called and how it is written."""

    name: str
    asked: re.Pattern[str]
    written: re.Pattern[str] | None
    """How such a value is written, or what stands beside it; None where no manual gives it."""

    def stands_in(self, text: str) -> bool:
        """Whether the text may hold such a value: its unit or its name stands there with it."""
        return self.written is not None and self.written.search(text) is not None


_OTHERWISE = (
    r"(?! *(?:alarms?|faults?|errors?|limit(?:s|ing)?|sensors?|switch(?:es)?|modes?|loops?|curves?"
    r"|detection|monitoring|control|boost|class|compensation|transformer|relay|transmitter|meter"
    r"|gauge|pulley))"
)
"""A torque limit is no torque."""
_ACTS = r"(?:causes?|does|do|did|to|if|happens?|should|must|makes?|when|has|have|can|could|will)"
_EXTREME = (
    "max(?:imum|\\.)?|min(?:imum|\\.)?|highest|lowest|largest|smallest|rated|nominal|default|correct"
    "|recommended|allowed|allowable|permissible|permitted|required|right|proper|exact"
)
_BEFORE_ZH = r"多少|多大的?|多高的?|什么样的|哪种"
_AFTER_ZH = (
    r"(?:值|范围|上限|下限|规格|大小)?(?:应该|应当|应|可以|一般|通常|最[大小高低多少])?"
    r"(?:是|为|要|用|取|达到?|有|能|到|设|超过|等于|=)?(?:多少|多大|多高|几|[?？]|$)"
)


def _noun(english: str, chinese: str) -> str:
    """The forms of a question after what these nouns name."""
    thing = rf"(?:{english})\b{_OTHERWISE}"
    words = rf"(?:(?!{_ACTS}\b)[\w.-]+ ){{0,3}}?"
    return "|".join(
        (
            rf"\b(?:what|which|how much)(?:'s| is| are| was)? (?:the )?{words}{thing}",
            rf"\b(?:{_EXTREME}) {words}{thing}",
            rf"^(?:the )?{words}{thing} *(?:\?|$|(?:of|for|in|on|to|at|between|spec)\b)",
            rf"(?:{chinese}){_AFTER_ZH}",
            rf"(?:{_BEFORE_ZH})(?:{chinese})",
        )
    )


def _kind(name: str, asked: str, written: str | None) -> ValueKind:
    return ValueKind(
        name,
        re.compile(asked, re.IGNORECASE),
        re.compile(written) if written is not None else None,
    )


def _unit(units: str) -> str:
    """A unit by itself, with or without its number: in a table it stands in the heading."""
    return rf"(?<![A-Za-z]){units}(?![A-Za-z])"


_TIMES = (
    r"(?:[mµμ]?s|(?:[Mm](?:illi|icro)?|[µμ])?[Ss]ec(?:ond)?s?|[Mm]in(?:ute)?s?|h|[Hh]rs?|[Hh]ours?"
    r"|[Dd]ays?|[Ww]eeks?|[Mm]onths?|[Yy]ears?|[Dd]aily|[Ww]eekly|[Mm]onthly|[Yy]early|[Aa]nnual(?:ly)?|[Ss]hifts?)"
)
_TIMES_ZH = r"(?:毫?秒|分钟|小时|天|日|周|星期|月|季度|年|班)"
_ORDERED = r"(?:part|order(?:ing)?|article|catalog(?:ue)?|stock)"
_NUMBERS = r"(?:numbers?|no\b|nos\b|codes?|#)"

_LENGTHS = "(?:outer |inner |outside |inside )?diameter|length|width|height|thickness|depth"
_LENGTHS_ZH = "[外内直]径|长度|宽度|高度|厚度|深度|过滤精度"
_LIVES = "(?:service|operating|expected|useful|working) life|life ?(?:time|span)"
_VOLUMES = "fill(?:ing)? (?:quantity|volume)|tank (?:size|volume|capacity)"
_POWERS = "power consumption|rated power|power rating|wattage|heat loss|power loss"

VALUE_KINDS = (
    _kind(
        "colour",
        r"\b(?:what|which) colou?rs?\b|(?:什么|哪种|啥)颜?色",
        r"(?i:\b(?:red|green|blue|yellow|orange|white|black|gr[ae]y|brown|amber|RAL)\b)"
        "|[红绿蓝黄橙白黑灰棕]",
    ),
    _kind(
        "brand",
        r"\b(?:what|which|whose) (?:\w+ ){0,2}brands?\b|\b(?:what|which) make (?:of|is)\b"
        r"|\bwho (?:makes|made|manufactures|supplies|sells)\b"
        r"|(?:什么|哪个|哪种|啥)(?:牌子|品牌|厂家)",
        r"(?i:\bbrands?\b|\bmanufactured by\b|\bsuppliers?\b)|牌子|品牌|厂家|供应商",
    ),
    _kind(
        "warranty",
        r"\bwarrant(?:y|ies)\b|\bguarantee\b|保修|质保|三包",
        r"(?i:warrant|guarantee)|保修|质保|三包",
    ),
    _kind(
        "contact",
        r"\b(?:phone|telephone|hotline|e-?mail)\b(?: numbers?| address(?:es)?)?|电话|热线|邮箱",
        r"(?i:\b(?:phone|tel|hotline|e-?mail)\b|@)|电话|热线|邮箱|☎",
    ),
    _kind(
        "past event",
        r"\bwhen (?:did|was|were|has|have)\b.*\blast\b|\b(?:when|who|how)\b.*\blast time\b"
        r"|\bhow (?:often|many times) (?:did|was|were|has|have)\b"
        r"|\b(?:how|when|who|what|which)\b.*\blast (?:week|month|year|shift|night)\s*\??$"
        r"|上一?[次回].*(?:谁|什么时候|何时|哪天|多久)|(?:谁|什么时候|何时|哪天).*上一?[次回]"
        r"|(?:去年|上个?月|上周|今年|昨天).*(?:多少|多久|几次|谁|总共|一共)",
        None,
    ),
    _kind("person", r"^who\b|\bwho (?:signed|did|changed|replaced|repaired|last)|谁", None),
    _kind(
        "torque",
        rf"how tight|{_noun('torque', '扭矩|力矩|转矩')}|(?<=torque ).*\bin n\W?m\b",
        _unit(r"(?:N[\s·.*⋅-]?c?m|(?:lbf?|in|ft)s?[-\s.·]*(?:in|ft|lbf?)s?|kgf?[-\s.·]*c?m)")
        + "|牛·?米",
    ),
    _kind(
        "resistance",
        rf"\b(?:what|how many) ohms?\b|多少欧|{_noun('resistance|ohms', '电阻值?|阻值')}",
        r"Ω|Ω|(?i:\bohms?\b)|(?<![A-Za-z])[kM]Ω|欧姆?",
    ),
    _kind(
        "service life",
        rf"{_noun(_LIVES, '寿命')}"
        r"|\bhow (?:long|many (?:hours|months|years)) (?:does|do|will|should)\b.*\blasts?\b"
        r"|能用(?:多久|多长时间|多少年|几年)",
        r"(?i:\blife\b|\blife ?(?:time|span)\b|\blasts?\b|\d ?(?:h|hrs?|hours|months|years)\b)"
        r"|寿命|\d ?[万千]? ?(?:小时|个月|年)",
    ),
    _kind(
        "duration",
        r"how (?:long|often)|how many (?:milli)?(?:seconds|minutes|hours|days|weeks|months|years)"
        rf"|{_noun('intervals?', '间隔|周期|时间')}"
        r"|多久|多长时间|多少(?:毫?秒|分钟|小时|天|周|个?月|年)|几(?:秒|分钟|小时|天|周|个?月|年)",
        rf"{_unit(_TIMES)}|{_TIMES_ZH}",
    ),
    _kind(
        "price",
        r"\b(?:price|costs?)\b(?! of doing)|how much (?:does|do|is|are)\b.*\bcosts?\b"
        r"|\bhow much (?:is|are|for) (?:an?|one|\d+|(?:a |the )?new)\b|多少钱|价格|单价|售价|报价",
        r"[$€£¥￥]\s*\d|\d\s*(?:[$€£]|USD|EUR|RMB|CNY|dollars|euros?|元)",
    ),
    _kind(
        "order number",
        rf"\b{_ORDERED}[ -]*{_NUMBERS}"
        r"|订货(?:号|编号)|订购号|料号|物料(?:号|编码)|零件号|备件号|货号",
        rf"(?i:\b{_ORDERED}[ -]*{_NUMBERS})|订货|订购|料号|物料|零件号|备件号|货号",
    ),
    _kind(
        "voltage",
        rf"how many volts|多少伏|{_noun('voltage|volts', '电压')}",
        _unit(r"(?:[mk]?V(?:AC|DC|ac|dc)?|[Vv]olts?)") + "|伏",
    ),
    _kind(
        "current",
        rf"how many amps|\bamperage\b|多少安|{_noun('current|amps', '电流')}",
        _unit(r"(?:[mk]?A|[Aa]mp(?:ere)?s?)") + "|安培?",
    ),
    _kind(
        "pressure",
        _noun(
            "(?:air|gas|oil|water|supply|hydraulic|working|operating|inlet) pressure",
            "[气油水液]压|压力",
        ),
        _unit(r"(?:[hkM]?[Pp]a|m?bar|psi|PSI|kgf?/cm.?)") + "|兆帕|千帕",
    ),
    _kind(
        "temperature",
        rf"how (?:hot|cold)|{_noun('temperature|ambient', '温度')}|多少度",
        r"[°º]|℃|℉|(?i:\bdeg)|(?<=\d)\s?[CF]\b|度",
    ),
    _kind(
        "rotational speed",
        rf"how many rpm|\bwhat rpm|{_noun('rpm', '转速')}",
        _unit(r"(?:rpm|RPM|r/min|min-1|rev/min)") + r"|转(?:/|每)分",
    ),
    _kind(
        "mass",
        rf"how heavy|how much does .* weigh|{_noun('weight|mass', '重量|质量')}|多重",
        _unit(r"(?:[mk]?g|lbs?|t|tons?)") + "|公斤|千克|吨",
    ),
    _kind(
        "length",
        rf"\bhow (?:wide|thick|tall|deep)\b|{_noun(_LENGTHS, _LENGTHS_ZH)}"
        r"|(?:多少|几)(?:毫米|厘米|米|微米|丝)",
        _unit(r"(?:[cmkμµ]?m|in|ft|inch(?:es)?|mils?|microns?)") + '|["″]|毫米|厘米|微米|米',
    ),
    _kind(
        "volume",
        r"\bhow (?:many|much) (?:lit(?:re|er)s?|gallons|oil|coolant|grease|water|fluid)\b"
        rf"|{_noun(_VOLUMES, '容积|油量|加油量')}"
        r"|多少(?:升|毫升|克)|[加用]多少(?:油|水|润滑)",
        _unit(r"(?:[mμ]?[lL]|lit(?:re|er)s?|gal(?:lons?)?|qts?|cc|c?m[3³]|g|kg|oz|drops?)")
        + "|升|克|滴",
    ),
    _kind(
        "power",
        rf"how many (?:kw|kilowatts|watts|hp|horsepower)\b|{_noun(_POWERS, '功率')}|多少千?瓦",
        _unit(r"(?:[mk]?W|watts?|hp|HP|k?VA)") + "|千?瓦",
    ),
    _kind(
        "protection class",
        r"\bip (?:rating|class|code|protection)\b|\bdegree of protection\b|防护等级",
        r"(?i:\bIP ?\d\d)|(?i:\bNEMA\b)|防护等级",
    ),
    _kind("humidity", _noun("humidity", "湿度"), r"%|％"),
    _kind(
        "altitude",
        _noun("altitude|elevation", "海拔|海拔高度"),
        r"(?i:altitude|elevation|sea level)|海拔",
    ),
    _kind(
        "password",
        r"\b(?:what|which|default|factory|admin)\b.*\b(?:password|passcode|pin code)\b"
        rf"|密码{_AFTER_ZH}|默认密码",
        r"(?i:password|passcode|pin code)|密码",
    ),
    _kind(
        "software version",
        r"\b(?:software|firmware) (?:version|release)\b|\bwhich version\b|(?:固件|软件|程序)版本",
        r"(?i:\b(?:ver(?:sion|\.)?|rev|release)\b|\bv\d)|版本",
    ),
    _kind(
        "noise",
        rf"how (?:loud|noisy)\b|{_noun('noise(?: level)?|sound (?:pressure )?level', '噪[声音]')}",
        r"(?i:\bdb\b|\bdb ?\(a\))|分贝",
    ),
)


def value_asked(question: str) -> ValueKind | None:
    """The kind of value that the question is after; None where it is after something else."""
    return next((kind for kind in VALUE_KINDS if kind.asked.search(question)), None)
