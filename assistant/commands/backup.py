"""``shiftmate backup`` and ``shiftmate restore``: a plant in one file, and back."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import JsonValue

from assistant.backup.load import finish, load
from assistant.backup.manifest import PLANT
from assistant.backup.save import save
from assistant.backup.seal import make_key
from assistant.commands.audit import note
from assistant.commands.console import err, out
from assistant.engines import plant_file
from assistant.plant.database import sqlite_file, sqlite_url
from assistant.settings import Settings

_ELSEWHERE = (
    "Reports and work orders are in PostgreSQL: save them with pg_dump before this command, and "
    "keep both files together."
)
_FROM_DUMP = (
    "Put people, reports and work orders back with pg_restore, from the dump of that time; then "
    "run `shiftmate people sign-out --everybody`, or who was signed in then is so again."
)
_IN_AGAIN = (
    "Everybody has to sign in again. No backup knows what was revoked or disabled after it was "
    "made: those keys and people are let in again. Look at `shiftmate keys list` and `shiftmate "
    "people list`; revoke and disable them anew."
)
_KEEP = (
    "{file} holds the secret key: keep it away from this server, and a copy elsewhere. Who loses "
    "it loses every backup that is sealed for it."
)


def backup(file: Path, seal_for: Sequence[str] = ()) -> int:
    """Saves the plant while the service runs, sealed for the public keys if there are any."""
    settings = Settings()
    plant = plant_file(settings)
    if plant is None:
        err.print(_ELSEWHERE)
    manifest = save(settings.data_dir, plant, file, seal_for)
    note(settings, "backup.made", details={"files": len(manifest.files), "sealed": bool(seal_for)})
    size = sum(member.bytes for member in manifest.files.values())
    told = f"{file}: {len(manifest.files)} files, {size / 1e6:.1f} MB"
    out.print(told + (", sealed" if seal_for else ""), markup=False, soft_wrap=True)
    return 0


def backup_key(file: Path) -> int:
    """Makes a pair of keys: the secret one in a new file, the public one shown."""
    public = make_key(file)
    out.print(public, markup=False, soft_wrap=True)
    err.print(_KEEP.format(file=file), markup=False, soft_wrap=True)
    return 0


def restore(file: Path | None, *, force: bool, identity: Path | None = None) -> int:
    """Puts a plant back, or the rest of one; the service must not run."""
    settings = Settings()
    if file is None:
        return _finish(settings.data_dir)
    restored = load(file, settings.data_dir, force=force, identity=identity)
    plant = plant_file(settings)
    if restored.aside is not None:
        told = f"What was there before is in {restored.aside}; delete it when you need it no more."
        err.print(told, markup=False, soft_wrap=True)
    if plant is None:
        err.print(_FROM_DUMP, markup=False, soft_wrap=True)
    elif restored.manifest.has_plant and plant != settings.data_dir / PLANT:
        told = f"SHIFTMATE_DATABASE_URL names {plant}: move {PLANT} of the data folder there."
        err.print(told, markup=False, soft_wrap=True)
    err.print(_IN_AGAIN, markup=False, soft_wrap=True)
    made_at = f"{restored.manifest.made_at}"
    details: dict[str, JsonValue] = {"made_at": made_at, "signed_out": restored.signed_out}
    note(settings, "backup.restored", details=details)
    made = f"{restored.manifest.made_at:%Y-%m-%d %H:%M} UTC"
    out.print(f"{settings.data_dir}: as it was at {made}", markup=False, soft_wrap=True)
    return 0


def _finish(data: Path) -> int:
    """1 when there is nothing to finish."""
    done = finish(data)
    told = "the restore that was cut off is complete" if done else "no restore was cut off here"
    out.print(f"{data}: {told}", markup=False, soft_wrap=True)
    if done:
        err.print(_IN_AGAIN, markup=False, soft_wrap=True)
    return 0 if done else 1


def _plant(settings: Settings) -> Path | None:
    """The SQLite file of reports and work orders; None where they are PostgreSQL's."""
    url = settings.database_url
    return sqlite_file(url.get_secret_value() if url else sqlite_url(settings.data_dir))
