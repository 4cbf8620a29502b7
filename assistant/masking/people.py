"""Names of people: those that the plant knows, and those that a title or a label gives away.

No model of names is asked. A name that nobody here has ever signed with, without a title and
without a label, is not found; docs/security.md says so.
"""

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator

from assistant.masking.names import CALLED, HAN, LOWER, SURNAME, UPPER, names_in
from assistant.masking.spans import Span

_ONLY_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林罗郑梁谢宋唐许邓韩冯曹彭曾肖潘袁蔡蒋杜魏苏吕沈姚卢姜崔谭陆汪"
    "廖贾邹熊孟秦邱侯尹薛阎黎陶贺郝顾龚邵覃戴"
)
"""Of no other use: ``施工``, ``高工``, ``车间主任`` and ``项目经理`` name nobody."""
_TITLES = "师傅|工程师|经理|主任|班长|组长|科长|厂长|先生|女士|小姐"
_WORD = rf"{CALLED}(?![{UPPER}{LOWER}]|[\w.%+-]{{0,64}}@)"
"""No part of a mail address."""
_TITLED = re.compile(
    rf"{SURNAME}(?:{_TITLES})|[{_ONLY_SURNAMES}][\u4e00-\u9fff]{{1,2}}?(?:{_TITLES})"
    rf"|[{_ONLY_SURNAMES}]工(?![\u4e00-\u9fff]?[作具程艺业况件序位装厂频人时区段地期资种质学商龄伤])"
    rf"|\b(?:Mr|Mrs|Ms|Dr|Engr)\b\.?\s{{1,3}}{_WORD}(?:\s{{1,3}}{_WORD})?"
)
_ZH_LABELS = (
    "联系人|姓名|报修人|报告人|操作员|操作工|维修人员|维修人|维修工|检修人|负责人|责任人|班长"
    "|签名|签字|技术员|技师|工程师|主管|检修工|检修人员|点检员|巡检员|电工|钳工|焊工|值班员|值班人员"
    "|处理人|维护人员|审核人|审批人|批准人|记录人|填写人|填表人"
)
_EN_LABELS = (
    r"\b(?i:name|contact|technician|operator|engineer|supervisor|reporter|signed|signature"
    r"|(?:reported|repaired|checked|approved|signed|written|seen) by)"
)
_ZH_NAME = rf"{SURNAME}[\u4e00-\u9fff]{{1,2}}"
_EN_NAME = rf"(?:{_WORD}|[{UPPER}]\.)(?:[ \t]{{1,3}}(?:{_WORD}|[{UPPER}]\.)){{0,2}}"
_LABELLED = re.compile(
    rf"(?:{_ZH_LABELS}|{_EN_LABELS})[ \t]{{0,3}}[:：|][ \t]{{0,3}}"
    rf"(?P<told>{_ZH_NAME}(?:[、,，/ ]{{1,2}}{_ZH_NAME}(?![\u4e00-\u9fff]))*|{_EN_NAME})"
    rf"|(?:{_ZH_LABELS})\s{{1,3}}(?P<bare>[{_ONLY_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
    r"(?=[^\u4e00-\u9fff]|\Z|电话|手机|联系|工号)"
)
"""A label without a colon is followed by a name alone, or by a name and the next label."""
_GAP = r"[\s,，]{0,9}"
"""Nothing where a space of no width stood, which is folded away."""
_OTHERWISE = {
    "-": "[-\u2010\u2011]", "'": "['’]", "’": "['’]", "·": "[·•‧・]",
}  # fmt: skip
"""What some write in a letter's place."""
_FRESH_FOR = 300.0
"""Seconds for which the names that were read last hold."""


class Known:
    """The names of people whom the plant knows. Safe to use from many threads."""

    def __init__(self) -> None:
        self._ask: Callable[[], Iterable[str]] = tuple
        self._ordinary: Collection[str] = ()
        self._pattern: re.Pattern[str] | None = None
        self._until = 0.0

    def learn_from(self, ask: Callable[[], Iterable[str]], ordinary: Collection[str] = ()) -> None:
        """Where names are asked for from now on, at most every few minutes.

        Args:
            ask: What stands in the fields for people.
            ordinary: Words of manuals in lower case, which alone are nobody's surname.
        """
        self._ask, self._ordinary, self._until = ask, ordinary, 0.0

    def people(self, text: str) -> Iterator[Span]:
        """Where one of them is named."""
        if time.monotonic() >= self._until:
            self._pattern = _any_of(self._ask(), self._ordinary)
            self._until = time.monotonic() + _FRESH_FOR
        for found in self._pattern.finditer(text) if self._pattern else ():
            yield Span(*found.span(), "person")


def people(text: str) -> Iterator[Span]:
    """Names that a title or a label gives away."""
    for found in _TITLED.finditer(text):
        yield Span(*found.span(), "person")
    for found in _LABELLED.finditer(text):
        yield Span(*found.span(found.lastgroup or 0), "person")


def _any_of(told: Iterable[str], ordinary: Collection[str]) -> re.Pattern[str] | None:
    """Longest first, Latin ones as whole words; None for nobody."""
    known = sorted({name for one in told for name in names_in(one, ordinary)}, key=_longest)
    forms = [_as_letters(name) if HAN.match(name) else _as_words(name) for name in known]
    return re.compile("|".join(forms)) if forms else None


def _longest(name: str) -> tuple[int, str]:
    return -len(name), name


def _as_letters(name: str) -> str:
    """A line ends between any two letters."""
    return r"\s{0,2}".join(map(_letter, name))


def _as_words(name: str) -> str:
    """A name of one word counts as it is written: ``Max`` is somebody, ``max`` a limit."""
    words = ["".join(map(_letter, word)) for word in name.split()]
    if len(words) > 1:
        turns = (words, [words[-1], *words[:-1]], [*words[1:], words[0]])
        told = f"(?i:{'|'.join(dict.fromkeys(map(_GAP.join, turns)))})"
    else:
        told = f"[{name[0]}{name[0].upper()}]{words[0][1:]}"
    return rf"(?<!\w){told}(?!\w)"


def _letter(sign: str) -> str:
    return _OTHERWISE.get(sign, re.escape(sign))
