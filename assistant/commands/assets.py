"""``shiftmate import-assets``: a plant's machines out of a CSV file."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from assistant.assets import import_assets as take
from assistant.commands.console import out
from assistant.commands.ingest import ALL_READ, SOME_FAILED
from assistant.settings import Settings
from vectorstore.assets import Register
from vectorstore.database import FILE_NAME, Database


def import_assets(file: Path, *, as_json: bool) -> int:
    """Takes the machines in; 3 when a row was rejected, each named with its reason."""
    folder = Settings().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Database(folder / FILE_NAME)) as database:
        report = take(file, Register(database))
    if as_json:
        out.print_json(json.dumps(asdict(report), ensure_ascii=False))
    else:
        for row in report.rejected:
            told = f"{file.name}, line {row.line}: {row.reason}"
            out.print(f"rejected: {told}", markup=False, soft_wrap=True)
        out.print(f"{len(report.imported)} machines taken, {len(report.rejected)} rows rejected.")
    return SOME_FAILED if report.rejected else ALL_READ
