"""``make lock``: writes requirements.lock and requirements-dev.lock, with hashes.

Versions are the locks' own; of what they lack, those of this environment. What nothing asks for any
more goes. The hashes are those of every file that the index has of a version, so that the locks
serve other platforms, and of the wheels that pip finds here besides (torch for processors alone).
"""

import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = {"": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
_ALONE = ("rapidocr-onnxruntime",)
"""Installed without what it asks for: the Makefile says why."""
_BOOTSTRAP = {"pip", "shiftmate"}
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*)", re.MULTILINE)
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")
_HEADS = {
    "": "# What runs, and what builds it; `make lock` wrote it.",
    "dev": "# What tests it besides; `make lock` wrote it.",
}


def asked() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for, to run and to develop."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = told["project"]["optional-dependencies"]
    run = [*told["project"]["dependencies"], *told["build-system"]["requires"], *_ALONE]
    dev = [one for extra in extras.values() for one in extra]
    return {"": [Requirement(one) for one in run], "dev": [Requirement(one) for one in dev]}


def closure(wanted: Iterable[Requirement]) -> set[str]:
    """Canonical names of what is asked for, and of what that asks for, on this platform."""
    waiting = list(wanted)
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if (key := (name, frozenset(one.extras))) not in seen:
            seen.add(key)
            waiting += [] if name in _ALONE else _needs(one)
    return {name for name, _ in seen} - _BOOTSTRAP


def _needs(one: Requirement) -> Iterator[Requirement]:
    for told in distribution(one.name).requires or ():
        needed = Requirement(told)
        marker = needed.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *one.extras)):
            yield needed


def pins(text: str) -> dict[str, str]:
    """Version by canonical name."""
    return {canonicalize_name(name): version for name, version, _ in _PINNED.findall(text)}


def hashes(text: str) -> dict[str, set[str]]:
    """Digests by canonical name, of a lock with hashes."""
    found: dict[str, set[str]] = {}
    name = ""
    for line in text.splitlines():
        if match := _PINNED.match(line):
            name = canonicalize_name(match[1])
        if name:
            found.setdefault(name, set()).update(_HASH.findall(line))
    return found


def _of_index(wanted: dict[str, str]) -> dict[str, set[str]]:
    """The digests of every file that the index has of these versions."""
    command = [
        *("uv", "pip", "compile", "-", "--no-deps", "--generate-hashes"),
        *("--no-annotate", "--no-header", "--quiet"),
    ]
    told = "\n".join(f"{name}=={version}" for name, version in wanted.items())
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"lock: uv: {done.stderr}")
    return hashes(done.stdout)


def _of_wheels_here(name: str, version: str) -> set[str]:
    """The digest of what pip would take on this machine; downloads it."""
    with tempfile.TemporaryDirectory() as folder:
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder)
        subprocess.run([*pip, f"{name}=={version}"], check=True)
        return {
            f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
            for file in Path(folder).iterdir()
        }


def main() -> None:
    """Writes both files."""
    before = "".join(file.read_text("utf-8") for file in LOCKS.values() if file.exists())
    wanted = {kind: closure(told) for kind, told in asked().items()}
    wanted["dev"] -= wanted[""]
    for kind, names in wanted.items():
        versions = {name: _version(name, pins(before)) for name in sorted(names)}
        found = _of_index(versions)
        lines = [_HEADS[kind]]
        for name, version in versions.items():
            digests = found[name] | (_of_wheels_here(name, version) if name == "torch" else set())
            told = (f"--hash={digest}" for digest in sorted(digests))
            lines.append(" \\\n    ".join((f"{name}=={version}", *told)))
        LOCKS[kind].write_text("\n".join(lines) + "\n", "utf-8")
        print(f"{LOCKS[kind].name}: {len(versions)} distributions")


def _version(name: str, known: dict[str, str]) -> str:
    """As it was locked, else as it is installed; without what only tells how it was built."""
    return (known.get(name) or distribution(name).version).split("+")[0]


if __name__ == "__main__":
    main()
