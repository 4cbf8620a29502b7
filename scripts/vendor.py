"""Fetches the scripts of others that the pages carry, as ``ui/static/vendor/list.json`` names them.

``python -m scripts.vendor`` takes each package with npm, holds it against its integrity, and puts
the file and the licence beside the list. To raise one: change its version, empty its integrity,
run this, look at the difference, and commit.
"""

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FOLDER = Path("ui/static/vendor")
LIST = FOLDER / "list.json"


def main() -> None:
    """Fetches all; fails where a package is not what the list says."""
    every = json.loads(LIST.read_text("utf-8"))
    for one in every:
        with TemporaryDirectory() as name:
            one["integrity"] = _fetch(one, Path(name))
            print(f"{one['name']} {one['version']}: {one['integrity'][:24]}…")
    LIST.write_text(json.dumps(every, indent=1) + "\n", "utf-8")


def _fetch(one: dict[str, Any], folder: Path) -> str:
    """The integrity of what was put in place."""
    wanted = f"{one['name']}@{one['version']}"
    command = ["npm", "pack", "--json", "--ignore-scripts", wanted]
    told = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    packed = json.loads(told)
    packed = packed[0] if isinstance(packed, list) else next(iter(packed.values()))
    integrity: str = packed["integrity"]
    if one["integrity"] not in ("", integrity):
        sys.exit(f"{wanted} is {integrity}; the list says {one['integrity']}.")
    with tarfile.open(folder / packed["filename"]) as package:
        for source, target in one["files"].items():
            content = package.extractfile(f"package/{source}")
            if content is None:
                sys.exit(f"{wanted} has no file {source}.")
            (FOLDER / target).write_bytes(content.read())
    return integrity


if __name__ == "__main__":
    main()
