"""A report as a text that can be found and quoted: its own fields under labels, nothing else. Pure.

What was seen and what helped stand first; the reporter's words close it, verbatim.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.reports.codes import named
from assistant.reports.model import Action, FaultReport, PartUsed, Report
from ingest.document import Language
from ingest.letters import language_of

_LONGEST = 2000
"""Characters of one field; what matters of a longer one stands in title and actions."""
_LABELS: Mapping[str, tuple[str, str]] = {
    "machine": ("Machine", "设备"),
    "item": ("Part of it", "部位"),
    "location": ("Location", "位置"),
    "codes": ("Fault codes", "故障代码"),
    "detected": ("Detected", "发现时间"),
    "impact": ("Impact", "影响"),
    "mode": ("Seen", "故障现象"),
    "mechanism": ("How it failed", "失效机理"),
    "cause": ("Cause", "原因"),
    "suspected": ("Suspected cause", "疑似原因"),
    "done": ("Done", "处理"),
    "parts": ("parts", "备件"),
    "measured": ("Measured", "测量"),
    "stop": ("Stopped", "停机"),
    "needed": ("Parts needed", "需要的备件"),
    "follow_up": ("Follow-up", "后续"),
    "description": ("Description", "描述"),
    "reported": ("Reported", "报修原话"),
}
_IMPACT: Mapping[str, tuple[str, str]] = {
    "critical": ("stopped", "停机"),
    "degraded": ("ran badly", "带病运行"),
    "incipient": ("a warning sign", "有征兆"),
}


def language_of_report(report: FaultReport) -> Language:
    """The one that it is labelled in."""
    if report.language is None:
        return language_of(f"{report.title or ''} {report.description or ''}")
    return "zh" if report.language.split("-")[0].lower() == "zh" else "en"


def machine_of(report: FaultReport, name: str = "") -> str:
    """``CV-201 (infeed conveyor)``: the tag with the register's name, or what was said."""
    if report.asset_id is None:
        return report.asset_text or ""
    return f"{report.asset_id} ({name})" if name else report.asset_id


def render(report: Report, language: Language, zone: ZoneInfo, machine_name: str = "") -> str:
    """The text.

    Args:
        report: Which.
        language: Of the labels and of the codes' names.
        zone: The site's, in which moments are told.
        machine_name: Of the register.
    """
    told = [report.title or report.number]
    for label, value in _told(report, language, zone, machine_name):
        if value:
            one = _LABELS[label][language == "zh"]
            told.append(f"{one}{_colon(language)}{value[:_LONGEST]}")
    return "\n".join(told)


def _told(
    report: Report, language: Language, zone: ZoneInfo, machine_name: str
) -> Iterator[tuple[str, str]]:
    impact = _IMPACT.get(report.failure_impact or "")
    yield "machine", machine_of(report, machine_name)
    yield "item", report.item_text or ""
    yield "location", report.location or ""
    yield "codes", _comma(language).join(report.fault_codes)
    yield "detected", _local(report.detected_at, zone)
    yield "impact", impact[language == "zh"] if impact else ""
    yield "mode", named("failure_mode", report.failure_mode_code, language)
    yield "mechanism", named("mechanism", report.mechanism_code, language)
    yield "cause", named("cause", report.cause_code, language)
    yield "suspected", report.suspected_cause or ""
    for action in report.actions:
        yield "done", _action(action, language)
    for one in report.measurements:
        yield "measured", f"{one.quantity} {one.value} {one.unit}"
    stood = report.stood_minutes
    yield "stop", "" if stood is None else _min(round(stood), language)
    yield "needed", _comma(language).join(map(_part, report.parts_needed))
    yield "follow_up", report.follow_up or ""
    yield "description", report.description or ""
    yield "reported", report.reported_text or ""


def _action(action: Action, language: Language) -> str:
    """``4 adjust: Tightened the belt. (20 min, parts: GT-5M-1500 × 1)``."""
    what = named("activity", action.activity_code, language)
    words = _colon(language).join(filter(None, (what, action.text)))
    took = "" if action.active_repair_min is None else _min(action.active_repair_min, language)
    parts = _comma(language).join(map(_part, action.parts))
    if parts:
        parts = f"{_LABELS['parts'][language == 'zh']}{_colon(language)}{parts}"
    beside = _comma(language).join(filter(None, (took, parts)))
    if not beside:
        return words
    return f"{words}（{beside}）" if language == "zh" else f"{words} ({beside})"


def _part(part: PartUsed) -> str:
    if part.qty is None:
        return part.called
    return " ".join(filter(None, (part.called, "×", f"{part.qty}", part.uom)))


def _min(minutes: int, language: Language) -> str:
    return f"{minutes} 分钟" if language == "zh" else f"{minutes} min"


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _colon(language: Language) -> str:
    return "：" if language == "zh" else ": "


def _comma(language: Language) -> str:
    return "、" if language == "zh" else ", "
