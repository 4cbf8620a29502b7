"""``shiftmate labels``: codes to stick on machines, which open their pages."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from assistant.commands.console import out
from assistant.errors import NotHere, UnfitLabels
from assistant.machines.labels import draw_labels, sheet_of
from assistant.settings import Settings
from vectorstore.assets import Asset, Register
from vectorstore.atomic import put_in_place, write_part
from vectorstore.database import FILE_NAME, Database

_PORT = 8080


def labels(file: Path, *, tags: Sequence[str], size: str, base_url: str) -> int:
    """Draws them; those of all machines unless some are named."""
    settings = Settings()
    machines = _chosen(settings.data_dir / FILE_NAME, tags)
    address = base_url or _address(settings)
    drawn = draw_labels(machines, address, sheet_of(size))
    put_in_place(write_part(file.parent, [drawn]), file)
    out.print(f"{file}: {len(machines)} labels for {address}", markup=False, soft_wrap=True)
    return 0


def _chosen(database: Path, tags: Sequence[str]) -> list[Asset]:
    if not database.exists():
        raise NotHere(f"{database.parent}: there are no machines. `shiftmate import-assets` first.")
    with closing(Database(database)) as opened:
        register = Register(opened)
        if not tags:
            return register.all()
        found = [(tag, register.find(tag)) for tag in tags]
    if missing := [tag for tag, one in found if one is None]:
        raise NotHere(f"{', '.join(missing)}: no such machine. `shiftmate import-assets` first.")
    return [one for _, one in found if one is not None]


def _address(settings: Settings) -> str:
    """By the first name that the service is reached by."""
    names = [name.strip() for name in settings.allowed_hosts.split(",") if name.strip()]
    if not names:
        raise UnfitLabels(
            "A label needs the address that tablets reach the service by. Say it: --base-url "
            "https://plant.lan:8080, or name the host in SHIFTMATE_ALLOWED_HOSTS."
        )
    return f"https://{names[0]}:{_PORT}"
