"""What a release ships: the locks, the bill of materials, the unit, the container."""

import http.server
import json
import re
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from assistant.observe.probe import is_well
from scripts.lock import LOCKS, ROOT, asked, closure, hashes, pins
from scripts.sbom import bill

UNIT = ROOT / "deploy" / "shiftmate.service"
CONTAINER = ROOT / "deploy" / "Containerfile"


@pytest.mark.parametrize("kind", ["", "dev"])
def test_all_that_is_asked_for_is_locked_with_digests(kind: str) -> None:
    """``make lock`` mends it."""
    text = "".join(file.read_text("utf-8") for file in (LOCKS[""], LOCKS[kind]))
    assert closure(asked()[kind]) <= pins(text).keys()
    bare = [name for name, digests in hashes(text).items() if not digests]
    assert bare == []


def test_the_bill_names_every_distribution_and_every_weight() -> None:
    lock = LOCKS[""].read_text("utf-8")
    told = bill(lock)
    components = told["components"]
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    libraries = {one["name"] for one in components if one["type"] == "library"}
    assert libraries == pins(lock).keys()
    assert "multilingual-e5-small" in {one["name"] for one in components}
    references = [one["bom-ref"] for one in components]
    assert len(set(references)) == len(references)
    unknown = [one["name"] for one in components if not one["licenses"]]
    assert len(unknown) <= 3, unknown
    json.dumps(told)


@pytest.mark.parametrize(
    ("said", "code", "ends", "told"),
    [
        ("", 0, 0, "no known vulnerabilities"),
        ("Found 2 known vulnerabilities in 1 package", 1, 1, "make lock"),
        ("ERROR: Failed to connect", 1, 3, "NOT CHECKED"),
        ("No known vulnerabilities found\nsix could not be audited", 0, 3, "NOT CHECKED"),
    ],
)
def test_an_audit_tells_what_it_could_not_ask(
    tmp_path: Path, said: str, code: int, ends: int, told: str
) -> None:
    auditor = tmp_path / "pip-audit"
    auditor.write_text(f"#!/bin/sh\necho '{said}'\nexit {code}\n", "utf-8")
    auditor.chmod(0o755)
    done = subprocess.run(
        [ROOT / "scripts" / "audit.sh", auditor], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == ends
    assert told in done.stdout + done.stderr


def settings_of(unit: str) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))


def test_the_unit_gives_the_service_its_state_and_nothing_else() -> None:
    told = settings_of(UNIT.read_text("utf-8"))
    assert told["Type"] == "notify"
    assert "Environment=SHIFTMATE_SIGN_IN=always\n" in UNIT.read_text("utf-8")
    assert told["ProtectSystem"] == "strict"
    assert told["StateDirectory"].split() == ["shiftmate", "shiftmate-models"]
    assert told["NoNewPrivileges"] == told["PrivateTmp"] == told["ProtectHome"] == "yes"
    assert told["CapabilityBoundingSet"] == ""
    assert told["User"] == "shiftmate"
    assert {"MemoryMax", "TasksMax", "WatchdogSec", "TimeoutStopSec"} <= told.keys()
    assert "ProcSubset" not in told, "torch reads /proc/cpuinfo"


@pytest.mark.process
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / UNIT.name
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text("utf-8"), flags=re.M)
    unit.write_text(text, "utf-8")
    checked = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    security = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", unit]
    rated = subprocess.run(security, capture_output=True, text=True)
    assert rated.returncode == 0, rated.stdout[-300:]


def instructions() -> list[tuple[str, str]]:
    text = CONTAINER.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and line[0] not in "# "]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def test_the_container_runs_as_nobody_and_asks_nothing_of_a_network() -> None:
    told = instructions()
    last = next(at for at, (name, _) in reversed(list(enumerate(told))) if name == "FROM")
    stage = told[last:]
    names = [name for name, _ in stage]
    assert {"USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "STOPSIGNAL"} <= set(names)
    (user,) = [value for name, value in stage if name == "USER"]
    assert user.split(":")[0].isdigit(), "an orchestrator can see that it is not root"
    assert user.split(":")[0] != "0"
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert not any("pip install" in value for _, value in stage), "only the first stage builds"
    assert ("COPY", "--from=build /opt/venv /opt/venv") in stage
    assert "--require-hashes" in CONTAINER.read_text("utf-8")
    assert "ADD" not in {name for name, _ in told}


def test_all_that_the_container_copies_is_there() -> None:
    for name, value in instructions():
        if name == "COPY" and not value.startswith("--from"):
            *sources, _ = value.split()
            assert all((ROOT / source).exists() for source in sources), value


class Health(http.server.BaseHTTPRequestHandler):
    status = "ok"

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"status": self.status}).encode())

    def log_message(self, *told: object) -> None:
        pass


@pytest.mark.parametrize(("status", "well"), [("ok", True), ("degraded", True), ("another", False)])
def test_a_container_knows_whether_its_service_is_well(status: str, well: bool) -> None:
    handler = type("H", (Health,), {"status": status})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        assert is_well(server.server_port) is well
        server.shutdown()
    assert not is_well(server.server_port), "nobody listens any more"


def test_what_lies_on_the_disk_is_told_and_no_memory_is_dumped() -> None:
    told = (ROOT / "docs" / "operations.md").read_text("utf-8").split("## Data at rest\n")[1]
    told = told.split("\n## ")[0]
    covered = ("data folder", "PostgreSQL", "swap", "/tmp", "core dumps", "hibernation", "backups")  # noqa: S108 - words
    assert [place for place in covered if place not in told.lower() + told] == []
    assert "disk's key" in told
    assert {"LimitCORE=0", "PrivateTmp=yes"} <= set(UNIT.read_text("utf-8").splitlines())
    assert "--ulimit core=0" in CONTAINER.read_text("utf-8")
