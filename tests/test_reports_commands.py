"""`shiftmate reports`, `backup` and `restore`, as a person types them."""

import json
from pathlib import Path

import pytest

from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.reports.store import ReportStore
from tests.report_forms import ADA, filled
from tests.test_cli import shiftmate

pytestmark = pytest.mark.process


def test_a_plant_goes_into_a_file_and_back(tmp_path: Path) -> None:
    data, file, other = tmp_path / "data", tmp_path / "plant.tar", tmp_path / "other"
    plant = PlantDatabase.open(sqlite_url(data))
    report = ReportStore(plant).create(filled(title="[b]Belt[/b] \x1b[2J松动"), ADA)[0]
    run = shiftmate("backup", str(file), data=data)
    assert run.returncode == 0, run.stderr
    plant.close()
    assert shiftmate("restore", str(file), data=other).returncode == 0
    again = shiftmate("restore", str(file), data=other)
    assert (again.returncode, "--force" in again.stderr) == (1, True)
    forced = shiftmate("restore", "--force", str(file), data=other)
    assert (forced.returncode, ".before-restore-" in forced.stderr) == (0, True)
    listed = shiftmate("reports", "list", data=other)
    assert "[b]Belt[/b]  [2J松动" in listed.stdout
    assert "\x1b" not in listed.stdout
    shown = shiftmate("reports", "show", report.number.lower(), data=other)
    assert "created by Ada" in shown.stdout
    assert "\x1b" not in shown.stdout
    told = json.loads(shiftmate("reports", "show", report.id, "--json", data=other).stdout)
    assert told["id"] == report.id


def test_what_postgresql_holds_is_told(tmp_path: Path) -> None:
    run = shiftmate(
        "backup", str(tmp_path / "x.tar"), data=tmp_path, SHIFTMATE_DATABASE_URL="postgresql://h/db"
    )
    assert "pg_dump" in run.stderr
    assert "no plant to save" in run.stderr
