"""``shiftmate backup`` and ``shiftmate restore``: a plant in one file, and back."""

from pathlib import Path

from assistant.backup.load import finish, load
from assistant.backup.save import PLANT, save
from assistant.commands.console import err, out
from assistant.plant.database import sqlite_file, sqlite_url
from assistant.settings import Settings

_ELSEWHERE = (
    "Reports and work orders are in PostgreSQL: save them with pg_dump before this command, and "
    "keep both files together."
)


def backup(file: Path) -> int:
    """Saves the plant while the service runs."""
    settings = Settings()
    plant = _plant(settings)
    if plant is None:
        err.print(_ELSEWHERE)
    manifest = save(settings.data_dir, plant, file)
    size = sum(member.bytes for member in manifest.files.values())
    out.print(
        f"{file}: {len(manifest.files)} files, {size / 1e6:.1f} MB", markup=False, soft_wrap=True
    )
    return 0


def restore(file: Path | None, *, force: bool) -> int:
    """Puts a plant back, or the rest of one; the service must not run."""
    settings = Settings()
    if file is None:
        return _finish(settings.data_dir)
    restored = load(file, settings.data_dir, force=force)
    plant = _plant(settings)
    if restored.aside is not None:
        told = f"What was there before is in {restored.aside}; delete it when you need it no more."
        err.print(told, markup=False, soft_wrap=True)
    if plant is None:
        err.print("Put reports and work orders back with pg_restore, from the dump of that time.")
    elif restored.manifest.has_plant and plant != settings.data_dir / PLANT:
        told = f"SHIFTMATE_DATABASE_URL names {plant}: move {PLANT} of the data folder there."
        err.print(told, markup=False, soft_wrap=True)
    made = f"{restored.manifest.made_at:%Y-%m-%d %H:%M} UTC"
    out.print(f"{settings.data_dir}: as it was at {made}", markup=False, soft_wrap=True)
    return 0


def _finish(data: Path) -> int:
    """1 when there is nothing to finish."""
    done = finish(data)
    told = "the restore that was cut off is complete" if done else "no restore was cut off here"
    out.print(f"{data}: {told}", markup=False, soft_wrap=True)
    return 0 if done else 1


def _plant(settings: Settings) -> Path | None:
    """The SQLite file of reports and work orders; None where they are PostgreSQL's."""
    url = settings.database_url
    return sqlite_file(url.get_secret_value() if url else sqlite_url(settings.data_dir))
