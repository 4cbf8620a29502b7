"""What was scanned or typed -> the machine; else those whose tags look most like it. Pure.

A label may bear our own link (``https://host/a/CV-201``), a maker's identification link after
IEC 61406-1, which the register has as an alias, or a tag. A link is a name here: it is compared as
a string, and never fetched.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal
from urllib.parse import SplitResult, unquote, urlsplit

from ingest.letters import storable
from vectorstore.assets import Asset, folded

LONGEST: Final = 2000
"""Characters of a scan; a QR code holds 2953 bytes, an identification link 255."""
OWN: Final = "/a/"
"""The path of a machine's page; its tag follows."""
_NEAR: Final = 5
_LIKENESS: Final = 0.6
"""Of difflib: ``CV-210`` is 0.83 like ``CV-201``."""
_COMPARED: Final = 60
"""Characters of a name that likeness is told by."""
_PORTS: Final = {"http": ":80", "https": ":443"}
_JOINTS: Final = re.compile(r"[\W_]+")

By = Literal["link", "own_link", "name", "spelling"]
"""An identification link that is an alias; our own link; a tag or alias; one of them but for signs
between its letters (``cv201``), which no other machine's is like."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """Who is meant."""

    machine: Asset | None
    by: By | None = None
    near: tuple[Asset, ...] = ()
    """Where no machine is found: the nearest tags, best first."""


def scanned(text: str, machines: Sequence[Asset]) -> Scanned:
    """The machine whose label this is.

    Args:
        text: As the camera read it or a person typed it; anything at all.
        machines: The register.
    """
    told = " ".join(storable(text[:LONGEST]).split())
    if told and (link := identification(told)):
        return _linked(link, told, machines)
    return _named(told, machines)


def identification(text: str) -> str | None:
    """The form in which links are compared; None where the text is no link.

    IEC 61406-1 identifies by the string of the URL. What says the same to every browser is let
    pass: http for https, the case of scheme and host, the scheme's own port, a slash at the end.
    """
    parts = _split(text)
    if parts is None:
        return None
    host = parts.netloc.casefold().removesuffix(_PORTS[parts.scheme.casefold()])
    rest = parts.path.rstrip("/") if not (parts.query or parts.fragment) else parts.path
    query, fragment = (f"{sign}{one}" if one else "" for sign, one in
                       (("?", parts.query), ("#", parts.fragment)))  # fmt: skip
    return f"//{host}{rest}{query}{fragment}"


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that opens no address
        return None
    return parts if parts.scheme.casefold() in _PORTS and parts.netloc else None


def _linked(link: str, text: str, machines: Sequence[Asset]) -> Scanned:
    for machine in machines:
        if any(identification(alias) == link for alias in machine.aliases):
            return Scanned(machine, "link")
    parts = _split(text)
    path = parts.path if parts else ""
    tag = unquote(path.partition(OWN)[2]) if path.startswith(OWN) else ""
    found = _named(tag or unquote(path.rstrip("/").rpartition("/")[2]), machines)
    if tag and found.machine:
        return Scanned(found.machine, "own_link")
    # A stranger's link that ends in a tag of ours is a guess, and no more.
    return Scanned(None, near=(found.machine,) if found.machine else found.near)


def _named(name: str, machines: Sequence[Asset]) -> Scanned:
    wanted = folded(name)
    if not wanted:
        return Scanned(None)
    for machine in machines:
        if wanted in map(folded, machine.names):
            return Scanned(machine, "name")
    squeezed = _squeezed(name)
    alike = [one for one in machines if squeezed and squeezed in map(_squeezed, one.names)]
    if len(alike) == 1:
        return Scanned(alike[0], "spelling")
    return Scanned(None, near=tuple(alike[:_NEAR]) or _nearest(squeezed, machines))


def _nearest(wanted: str, machines: Sequence[Asset]) -> tuple[Asset, ...]:
    called = {name: machine for machine in machines for name in _called(machine)}
    inside = [name for name in called if len(wanted) > 1 and wanted in name]
    close = get_close_matches(wanted[:_COMPARED], called, _NEAR, _LIKENESS) if wanted else []
    found = {called[name].tag: called[name] for name in (*inside, *close)}
    return tuple(found.values())[:_NEAR]


def _called(machine: Asset) -> Iterator[str]:
    for name in (*machine.names, machine.name_en, machine.name_zh, machine.model):
        if squeezed := _squeezed(name)[:_COMPARED]:
            yield squeezed


def _squeezed(name: str) -> str:
    """Letters and digits alone."""
    return _JOINTS.sub("", folded(name))
