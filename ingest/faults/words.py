"""What columns and labels of fault lists are called, in English and Chinese. Pure.

Titles are judged without their white space and in lower case: ``报 警 号``, ``Fault  Code``.
"""

import re
from typing import Literal

from ingest.letters import weight

Role = Literal["code", "mark", "name", "cause", "remedy", "value"]
"""``code`` is a fault's code beyond doubt, ``mark`` may be one: ``Code``, ``Display``, ``No.``;
``value`` belongs to tables of parameters, terminals and orders."""

LONGEST_TITLE = 48.0
"""Weight of a column's title."""

_FAULT_EN = r"fault|alarm|error|err|trip|warning|failure|malfunction|alert|diagnostic|dtc|event"
_FAULT_ZH = "故障|报警|警报|告警|警告|错误|异常|出错|失效|保护"
_NUMBER_EN = r"codes?|no|nos|nr|number|numbers|num|id|#|display|displayed|indication|led|blinks?"
_FAULT = re.compile(rf"(?<![a-z])(?:{_FAULT_EN})(?:s|es)?(?![a-z])|{_FAULT_ZH}")
_CODE = re.compile(
    rf"(?<![a-z])(?:{_FAULT_EN})(?:s|es)?[\s/\-_]*(?:{_NUMBER_EN})(?![a-z])"
    rf"|(?:display(?:ed)?|keypad|panel|led|blink|flash)[\s\-]*(?:code|{_FAULT_EN})(?![a-z])"
    rf"|(?:{_FAULT_ZH})(?:信息)?(?:代码|代号|编号|编码|号码|号|码|显示|序号|id)"
    rf"|(?:{_FAULT_ZH})(?:code|no\.?)"
    rf"|显示(?:{_FAULT_ZH})|(?:闪烁|闪光|指示灯)(?:代码|次数)"
)
_MARK = re.compile(
    r"^(?:codes?|displays?|no\.?|nr\.?|number|id|symbol|indication|led|#"
    r"|display(?:code|text|ed)|message(?:no\.?|number|code)|numericcode|hexcode|codehex"
    r"|代码|代号|显示|编号|号码|编码|符号|显示代码|面板显示|键盘显示|显示内容|显示符号|数码管显示"
    r"|操作器显示|操作面板显示|led显示|指示灯|代码显示|报警)(?:\(.{0,12}\)|（.{0,12}）)?$"
)
_CAUSE = re.compile(
    r"(?<![a-z])(?:causes?|reasons?|origin|trigger(?:ed)?|conditions?)(?![a-z])"
    r"|原因|起因|检出条件|触发条件|动作条件|报警条件|产生条件|故障条件|可能因素"
)
_REMEDY = re.compile(
    r"(?<![a-z])(?:remed(?:y|ies)|(?:counter)?-?measures?|corrections?|corrective|solutions?"
    r"|actions?|what to do|troubleshooting|rectification|elimination|repairs?|response|handling"
    r"|treatment|resolution|fix|recovery|procedures?|checks?|check\s*points?|inspection"
    r"|recommended)(?![a-z])"
    r"|对策|处理|处置|排除|解决|解除|措施|纠正|检查|修复|应对|消除|怎么办"
)
_NAME = re.compile(
    r"(?<![a-z])(?:names?|faults?|alarms?|errors?|trips?|warnings?|messages?|descriptions?"
    r"|meanings?|contents?|titles?|texts?|explanations?|definitions?|details?|functions?|types?)"
    r"(?![a-z])|名称|内容|含义|说明|描述|故障|报警|警报|信息|意义|定义|类型|现象|错误|功能|异常"
)
_VALUE = re.compile(
    r"(?<![a-z])(?:parameters?|ranges?|settings?|defaults?|factory|units?|min(?:imum)?|max(?:imum)?"
    r"|values?|terminals?|pins?|signals?|addresses|address|registers?|order|part|article|type code"
    r"|qty|quantity|colou?r|voltage|current|specifications?|models?|size|torque|interval|items?)"
    r"(?![a-z])"
    r"|参数|范围|设定|出厂|默认|缺省|单位|初始值|最小|最大|端子|引脚|管脚|针脚|信号|地址|寄存器"
    r"|订货|型号|数量|规格|线号|颜色|力矩|周期|项目|标准"
)
_RANK = re.compile(
    r"(?<![a-z])(?:class|level|severity|category|categories|priority|group)(?![a-z])"
    r"|级别|类别|等级|分类"
)
_DESCRIBING = re.compile(
    r"(?<![a-z])(?:descriptions?|meanings?|contents?|explanations?|definitions?|details?)(?![a-z])"
    r"|内容|含义|说明|描述|意义|定义|现象"
)
_NAMING = re.compile(r"(?<![a-z])(?:names?|messages?|titles?)(?![a-z])|名称")
_SETTING = re.compile(
    r"(?<![a-z])(?:ranges?|defaults?|factory|units?|min(?:imum)?|max(?:imum)?|settings?)(?![a-z])"
    r"|范围|出厂|默认|缺省|单位|初始值|设定值|最小值|最大值"
)
_LIST = re.compile(
    r"(?<![a-z])(?:fault|alarm|error|trip|malfunction|alert|warning|diagnostic)[\s\-]*"
    r"(?:codes?|lists?|tables?|messages?|numbers?|displays?|overview|summary|indications?)(?![a-z])"
    r"|(?<![a-z])(?:faults|alarms|errors|trips|malfunctions)(?![a-z])"
    r"|(?:list|table|summary) of (?:fault|alarm|error|trip|malfunction|warning)"
    r"|(?:故障|报警|警报|告警|错误|异常|出错)"
    r"(?:代码|号|码|信息|一览|列表|清单|表|说明|及|与|和|诊断|处理|排除|解除)"
)


def role_of(title: str) -> Role | None:
    """What a column of that title holds; None where the title tells nothing."""
    words = " ".join(title.casefold().split())
    tight = "".join(words.split())
    if not tight or weight(title) > LONGEST_TITLE:
        return None
    if _CODE.search(words) or _CODE.search(tight):
        return _strong_or_other(words)
    if _MARK.match(tight):
        return "mark"
    return _other(words, tight)


def _strong_or_other(words: str) -> Role:
    """``故障代码原因`` speaks of the cause."""
    if _CAUSE.search(words):
        return "cause"
    return "remedy" if re.search("对策|处理|措施|remed|action", words) else "code"


def _other(words: str, tight: str) -> Role | None:
    if _RANK.search(words):
        return None
    for role, pattern in _ROLES:
        if pattern.search(words) or pattern.search(tight):
            return role
    return None


_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("cause", _CAUSE),
    ("remedy", _REMEDY),
    ("value", _VALUE),
    ("name", _NAME),
)


def speaks_of_faults(text: str) -> bool:
    """It names faults, alarms, errors or the like."""
    words = text.casefold()
    return _FAULT.search(words) is not None or _FAULT.search("".join(words.split())) is not None


def announces_faults(title: str) -> bool:
    """A section's title or a caption above lists of codes: ``Fault codes``, ``报警一览``."""
    words = title.casefold()
    return _LIST.search(words) is not None or _LIST.search("".join(words.split())) is not None


def describes(title: str) -> bool:
    """A column that tells more of a fault than its name."""
    return _DESCRIBING.search(" ".join(title.casefold().split())) is not None


def names(title: str) -> bool:
    """A column that is a fault's name by its title."""
    return _NAMING.search(" ".join(title.casefold().split())) is not None


def tells_settings(title: str) -> bool:
    """A column of a table of parameters: its range, default or unit."""
    return _SETTING.search(" ".join(title.casefold().split())) is not None
