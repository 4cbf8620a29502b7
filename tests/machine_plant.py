"""A small plant of machines, manuals and reports, for the tests of what a machine's page shows.

``python -m tests.machine_plant 8099 FOLDER`` serves it for a look.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import uvicorn

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.settings import Settings
from ingest.document import FaultRecord
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.nursery import forked
from tests.paper import make_pdf, writing
from tests.report_forms import ADA, CHEN, filled
from tests.shelf import make_document
from vectorstore.assets import Asset
from vectorstore.readers import Rights

LINK = "https://id.maker.example/CV?sn=A7%2F9"
MACHINES = (
    Asset("CV-201", "Infeed conveyor", "进料输送机", "Packing", aliases=("1号线", LINK)),
    Asset("CV-202", "Outfeed conveyor", "", "Packing", aliases=("https://maker.example/x",)),
    Asset("A1/P 3", "Pump", "泵"),
    Asset("PX-01", "Palletizer", "码垛机", "Packing", manuals=("drive.pdf", "secret.pdf")),
)
LINES = (
    "E07 Motor overload of the {}. Let the motor cool down.",
    "E08 Door of the {} is open. Close the door.",
    "CAUTION Hot surface.",
    "DANGER High voltage.",
    "DANGER High  voltage.",
    "Lubrication: grease the {} bearing every 500 hours.",
)
FAULTS = {
    0: FaultRecord(("E07",), "Motor overload", "Too hot", "Let the motor cool down."),
    1: FaultRecord(("E08",), "Door open", "", "Close the door."),
}
KINDS = ("fault_record", "fault_record", "safety", "safety", "safety", "passage")


def put(assistant: Assistant, folder: Path, name: str, rights: Rights | None = None) -> str:
    """A manual with two alarm codes, three warnings and a section on upkeep, and its paper."""
    texts = [line.format(name) for line in LINES]
    file = make_pdf(folder / f"{name}.pdf", writing(*texts))
    document_id = sha256(file.read_bytes()).hexdigest()
    document, chunks = make_document(name, texts)
    made = [
        replace(
            chunk,
            chunk_id=f"{document_id[:12]}-{place}",
            document_id=document_id,
            kind=kind,
            fault=FAULTS.get(place),
            signal_word=chunk.text.split()[0] if kind == "safety" else "",
            section=("7 Lubrication",) if kind == "passage" else chunk.section,
        )
        for place, (chunk, kind) in enumerate(zip(chunks, KINDS, strict=True))
    ]
    document = replace(document, document_id=document_id)
    staged = assistant.originals.stage(file, document_id)
    assistant.library.add(document, made, f"/{name}.pdf", staged.place, rights=rights)
    return document_id


def build(folder: Path) -> Assistant:
    """PX-01 has a manual for all and one for administrators, CV-201 a report that waits."""
    settings = Settings(data_dir=folder / "data", gate=0.1, site_zone="Asia/Shanghai")
    made = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    made.library.assets.put(MACHINES)
    put(made, folder, "drive")
    put(made, folder, "secret", Rights(audience="admin"))
    for asset in ("PX-01", "CV-201"):
        report, _ = made.reports.create(filled(asset_id=asset, asset_text=None), ADA)
        sent = made.reports.step(report.id, "submitted", ADA, report.version, None)
        if asset == "PX-01":
            made.reports.step(report.id, "approved", CHEN, sent.version, None)
    return made


def serve(port: int, folder: Path) -> None:
    uvicorn.run(
        create_app(build(folder), "ui.web:mount"),
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Its address."""
    with forked(serve, folder) as (address, _):
        yield address


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
