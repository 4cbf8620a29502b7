"""``/machines``: pick the machine, by its label or its name; ``/a/{tag}``: all that is known of it.

Both are drawn here as far as they can be, so that their copies serve without network; what a
machine's pack tells is drawn by ui/static/machine.js.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.access.model import Principal
from assistant.api.actor import PrincipalOf
from assistant.api.context import AssistantOf
from assistant.api.machine import machine_url
from assistant.api.rights import needs
from assistant.machines.scan import LONGEST, Scanned
from ui.frame import framed
from ui.phrases import Phrase
from ui.safe import both, path_part, spoken, text
from vectorstore.assets import Asset, folded

router = APIRouter()

MACHINES: Final = "/machines"
_MOST: Final = 2000
"""Machines in one page, 300 bytes each; of more the service finds those that are typed."""
_TILES: Final = ("codes", "safety", "repairs", "documents")
_SHOWN: Final = 80
"""Characters of a scan that is told again."""


@router.get(MACHINES, include_in_schema=False, dependencies=[needs("docs:read")])
def machines(
    principal: PrincipalOf,
    assistant: AssistantOf,
    scan: Annotated[str, Query(max_length=LONGEST)] = "",
) -> Response:
    """All machines. What was scanned leads to its machine, else to the nearest ones."""
    found = assistant.scanned(scan) if scan.strip() else None
    if found and found.machine:
        return RedirectResponse(machine_url(found.machine.tag), 303)
    return _listed(principal, assistant.machines(), found, scan)


@router.get("/a/{tag:path}", include_in_schema=False, dependencies=[needs("docs:read")])
def machine(tag: str, principal: PrincipalOf, assistant: AssistantOf) -> Response:
    """One machine. An alias leads to the tag, and a tag that is none to the nearest ones."""
    found = assistant.scanned(tag)
    if found.machine is None:
        return _listed(principal, assistant.machines(), found, tag, status=404)
    if found.machine.tag != tag:
        return RedirectResponse(machine_url(found.machine.tag), 303)
    return framed(
        principal, "place_machine", _machine(found.machine, principal), here=MACHINES,
        styles=["machine.css"], modules=["machine.js"],
    )  # fmt: skip


def _listed(
    principal: Principal,
    known: Sequence[Asset],
    found: Scanned | None,
    scan: str,
    *,
    status: int = 200,
) -> HTMLResponse:
    main = _unknown(found, scan) + _picker(known) if known else _none()
    page = framed(
        principal, "place_machines", main, here=MACHINES,
        styles=["machine.css"], modules=["machine-list.js"],
    )  # fmt: skip
    page.status_code = status
    return page


def _none() -> str:
    return f'<p class="card">{both("machine_none")}</p>'


def _unknown(found: Scanned | None, scan: str) -> str:
    """What was scanned is no machine's; those that it may be."""
    if found is None:
        return ""
    name = " ".join(scan.split())[:_SHOWN]
    near = _rows(found.near)
    nearest = f'<h2>{both("machine_nearest")}</h2><ul class="rows">{near}</ul>' if near else ""
    told = both("machine_unknown", name=name)
    return f'<p class="trouble" role="alert">{told}</p>{nearest}<h2>{both("machine_all")}</h2>'


def _picker(known: Sequence[Asset]) -> str:
    return (
        '<form id="pick" action="/machines" role="search"><div class="field">'
        f'<label for="scan">{both("machine_search")}</label><div class="line">'
        '<input id="scan" name="scan" type="search" autocomplete="off" autocapitalize="off" '
        f'spellcheck="false" enterkeyhint="go" maxlength="{LONGEST}" '
        'data-hint="machine_hint">'
        f'<button type="button" class="primary" id="camera">{both("machine_scan")}</button>'
        "</div></div></form>"
        f'<p class="note" id="no-camera" hidden>{both("machine_scan_insecure")}</p>'
        '<div id="view" hidden></div>'
        f'<p class="card" id="no-match" role="status" hidden>{both("machine_no_match")}</p>'
        f'<ul class="rows machines" id="known" data-all="{len(known)}">'
        f"{_rows(known[:_MOST])}</ul>"
    )


def _rows(known: Iterable[Asset]) -> str:
    return "".join(
        f'<li data-find="{text(_words(one))}"><a class="card" href="{machine_url(one.tag)}">'
        f"<strong>{text(one.tag)}</strong> <span>{_name(one)}</span>"
        f"<small>{text(one.area)}</small></a></li>"
        for one in known
    )


def _machine(one: Asset, principal: Principal) -> str:
    """The page's bones; the tiles fill once the pack is there."""
    details = " · ".join(filter(None, (" ".join(filter(None, (one.maker, one.model))), one.area)))
    tiles = "".join(
        f'<button type="button" class="tile" data-tile="{name}" aria-expanded="false" '
        f'aria-controls="{name}"><span class="count">…</span>'
        f"<span>{both(f'machine_{name}')}</span></button>"
        for name in _TILES
    )
    places = "".join(
        f'<section id="{name}" aria-labelledby="{name}-name" hidden>'
        f'<h2 id="{name}-name">{both(f"machine_{name}")}</h2><div class="body"></div></section>'
        for name in _TILES
    )
    name_en, name_zh = one.name_en or one.name_zh, one.name_zh or one.name_en
    return (
        f'<div id="machine" data-tag="{text(one.tag)}" data-en="{text(name_en)}" '
        f'data-zh="{text(name_zh)}">'
        f'<p class="named"><strong>{text(one.tag)}</strong> <span>{_name(one)}</span></p>'
        f'<p class="small">{text(details)}</p>'
        '<p class="trouble" id="pack-trouble" role="alert" hidden></p>'
        '<p class="note" id="pack-age" role="status" hidden></p>'
        '<div id="state"></div>'
        f'<div class="deeds first"><a class="button primary" href="/?machine={path_part(one.tag)}">'
        f"{both('machine_ask')}</a>{_report(one, principal)}</div>"
        f'<div class="tiles">{tiles}</div>{places}'
        f'<section aria-labelledby="asking" hidden><h2 id="asking">{both("machine_ask_such")}</h2>'
        '<div class="asks"></div></section>'
        '<div class="deeds of-pack"><p class="note" id="kept" role="status" tabindex="-1"></p>'
        f'<button type="button" id="keep" hidden>{both("machine_keep")}</button>'
        f'<button type="button" id="unkeep" hidden>{both("machine_unkeep")}</button></div></div>'
    )


def _report(one: Asset, principal: Principal) -> str:
    if not principal.may("reports:draft"):
        return ""
    address = f"/report?machine={path_part(one.tag)}"
    return f'<a class="button report" href="{address}">{both("machine_report")}</a>'


def _name(one: Asset) -> str:
    en, zh = one.name_en or one.name_zh, one.name_zh or one.name_en
    return spoken(Phrase(en, zh)) if en else ""


def _words(one: Asset) -> str:
    """What is typed is looked for in this."""
    told = (*one.names, one.name_en, one.name_zh, one.area, one.maker, one.model)
    return folded(" ".join(dict.fromkeys(filter(None, told))))
