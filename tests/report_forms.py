"""Reports for tests, filled in as far as their closing."""

from typing import Any

from assistant.reports.model import Actor, FaultReport

ADA = Actor(name="Ada", role="technician")
CHEN = Actor(name="陈工", role="supervisor")
SENSOR = Actor(name="edge-7", role="service")
OTHER_ID = "0192f0c1-2345-7abc-8def-0123456789ab"

FIELDS: dict[str, Any] = {
    "source": "form",
    "reported_text": "belt on cv201 loose again, E-07 on panel, tightned it",
    "language": "en",
    "title": "Belt is loose",
    "description": "The belt of the infeed conveyor slips under load.",
    "asset_id": "CV-201",
    "asset_text": "cv201",
    "work_category": "corrective_immediate",
    "detected_at": "2026-03-01T07:30:00+08:00",
    "failure_impact": "degraded",
    "is_breakdown": True,
    "malfunction_start": "2026-03-01T07:30:00+08:00",
    "malfunction_end": "2026-03-01T08:05:00+08:00",
    "fault_codes": ["E-07"],
    "failure_mode_code": "SLP",
    "mechanism_code": "1.5",
    "operating_state": "running",
    "safety_relevant": False,
    "actions": [
        {
            "activity_code": "4",
            "text": "Tightened the belt to 45 Hz.",
            "active_repair_min": 20,
            "parts": [{"part_no": "GT-5M-1500", "qty": "1"}],
        }
    ],
    "measurements": [{"quantity": "belt frequency", "value": "45", "unit": "Hz"}],
}


def filled(**fields: object) -> FaultReport:
    """A report that could be closed, but for these fields."""
    return FaultReport.model_validate({**FIELDS, **fields})
