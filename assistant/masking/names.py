"""What stands in a field for a person, as names that can be looked for in any text.

A field holds "Anna Meier, Bob Stone", "ERP / Jane Roe", "Meier, Anna (night)" or "夜班" as well.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import chain, pairwise

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任"
    "沈姚卢姜崔钟谭陆汪范廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严"
    "莫孔向常汤温康施文牛樊葛邢安齐伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童"
    "凌毕单裴霍涂成苗谷曲盛冉蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦"
    "麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞"
    "敖巩明佘池查麻苑迟邝"
)
_COMPOUND = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|独孤|南宫"
SURNAME = rf"(?:{_COMPOUND}|[{_SURNAMES}])"
UPPER = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x250) if chr(code).isupper())
LOWER = "a-z" + "".join(chr(code) for code in range(0xC0, 0x250) if chr(code).islower())
CALLED = rf"(?:[{UPPER}]['’])?[{UPPER}][{LOWER}]+(?:(?:[-'’][{UPPER}]?|[{UPPER}])[{LOWER}]+)*"
"""``Meier``, ``Müller-Lüdenscheidt``, ``McDonald``, ``O'Brien``; no ``ERP``, no ``night``."""
_NOBODY = frozenset({
    "admin", "administrator", "anonymous", "console", "electrician", "engineer", "maintenance",
    "mechanic", "nobody", "none", "night shift", "day shift", "operator", "operators", "operations",
    "plant", "production", "service", "shift", "supervisor", "system", "technician", "unknown",
    "user", "various", "白班", "常白班", "车工", "车间", "管工", "管理员", "安全员", "金工", "施工",
    "项目部", "项目组",
})  # fmt: skip
HAN = re.compile(r"[\u3400-\u9fff·]+\Z")
_FULL = re.compile(rf"{SURNAME}[\u4e00-\u9fff]{{1,2}}\Z")
_LATIN = re.compile(
    r"[^\W\d_]{2,}(?:[ .'’-]{1,2}[^\W\d_]+){0,4}\.?\Z|[^\W\d_]\.(?:[ ]?[^\W\d_]+){1,3}\Z"
)
_LONGEST = 60
_LISTED = re.compile(
    r"[;/&|+、:<>\n()\[\]【】]|\s[-–—]\s|\s(?:and|und)\s|[^\s\u3400-\u9fff]*\d[^\s\u3400-\u9fff]*"
    r"|(?<=[\u3400-\u9fff])\s*(?=[A-Za-z])|(?<=[A-Za-z])\s*(?=[\u3400-\u9fff])"
    r"|\b(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau)\b\.?\s"
)
"""What stands between two people, or one and what is no name: a badge, a title, another script."""
_REMARK = re.compile(r"[(\[【]\s*[a-zA-Z.-]+\s*[)\]】]")
"""One Latin word in brackets: ``(night)``, ``(Siemens)``."""
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_HAN_AND = re.compile(r"\s+|[和与及]")
"""In what is no name: ``李和平`` is one."""
_CALLED = re.compile(rf"{CALLED}\Z")
_SHORTEST = 3
_ORDINARY = frozenset(
    word
    for line in (
        "amber april august banks bell bill bond bourdon bowden branch bridge brook burns can",
        "case celsius chance close cross day diesel early external fahrenheit fine first flint",
        "flood flowers ford forge foster free frost gates gauss glass grace grant grey hand",
        "hertz holder hood hope house ivory joule july june kelvin keys king lane late law line",
        "love march mark marks may mills moon morse moss nail newton noble ohm otto park pascal",
        "pike pitot pond pool post rain reed rich ring rivers rod root rose rush rust sands",
        "second sharp shields small snow south spring steele stock stone storm strong summer",
        "swift team temple tesla venturi violet walls ware waters watt wells will winter wise",
        "woods workman yard young",
    )
    for word in line.split()
)
"""Surnames, units and days that manuals write with a capital, beside the terms of the trade."""


def is_name(told: str) -> bool:
    """Whether what stands in a field for a person can be looked for in any text as a name.

    A field holds "operator", "夜班" or a badge as well, and a manual is full of the first two.
    """
    told = told.strip()
    if len(told) > _LONGEST or told.casefold() in _NOBODY:
        return False
    if HAN.match(told):
        return "·" in told[1:-1] or _FULL.match(told) is not None
    return len(told) > 2 and _LATIN.match(told) is not None


def names_in(told: str, ordinary: Collection[str] = ()) -> Iterator[str]:
    """The names that a field's text is read as, and the surnames that tell a person alone.

    Args:
        told: What stands in the field.
        ordinary: Words of manuals in lower case: one of these is a name beside another alone.
    """
    plain = _REMARK.sub(";", unicodedata.normalize("NFKC", told))
    for one in _LISTED.split(plain):
        parts = [part.strip() for part in one.split(",")]
        for name in (*chain(*map(_read, parts)), *map(_straight, pairwise(parts))):
            if is_name(name) and (name == told.strip() or _tells(name, ordinary)):
                yield name
                yield from _surname(name, ordinary)


def _tells(name: str, ordinary: Collection[str]) -> bool:
    """Whether it is somebody's wherever it stands: a word out of a list might be a department."""
    whole = " " in name or "." in name or HAN.match(name) is not None
    return whole or _is_rare(name, ordinary)


def _surname(name: str, ordinary: Collection[str]) -> Iterator[str]:
    """The last word of a Latin name of several, each written as names are or a letter with a dot.

    ``Meier`` without ``Anna`` is somebody; ``Stone`` and ``Long`` may be what they say.
    """
    *others, last = name.split()
    called = all(_CALLED.match(one) or one.endswith(".") for one in others)
    if others and called and _is_rare(last, ordinary):
        yield last


def _is_rare(word: str, ordinary: Collection[str]) -> bool:
    plain = word.casefold()
    usual = plain in ordinary or plain in _ORDINARY or plain in _NOBODY
    return len(word) >= _SHORTEST and _CALLED.match(word) is not None and not usual


def _read(part: str) -> list[str]:
    """``王 伟`` is one person, ``王伟 李娜`` and ``王伟和李娜`` are two."""
    name = _joined(part)
    return [name] if is_name(name) else _HAN_AND.split(part)


def _joined(name: str) -> str:
    """``王 伟`` is ``王伟``; other names have one space between words."""
    return " ".join(_HAN_GAP.sub("", name).split())


def _straight(parts: tuple[str, str]) -> str:
    """``Meier, Anna`` in the order in which she is called; no ``Maintenance, Electrical``."""
    last, first = parts
    said = all(parts) and not any(part.casefold() in _NOBODY for part in parts)
    return _joined(f"{first} {last}") if said else ""
