"""``make sbom``: what a release consists of, as CycloneDX 1.6: distributions, and model weights.

``python -m scripts.sbom requirements.lock > shiftmate.cdx.json``. Nothing is asked of any network:
versions and digests are the lock's, licences those that the installed distributions declare, the
weights those of the manifest.
"""

import json
import sys
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import Any

from assistant.models.manifest import Model, load_manifest
from scripts.lock import hashes, pins

Component = dict[str, Any]


def _licence(name: str) -> list[Component]:
    """As declared: an SPDX expression, else a short free text; nothing where nobody says."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return []
    if expression := told.get("License-Expression"):
        return [{"expression": expression}]
    said = told.get("License") or ""
    if not said or "\n" in said:
        kinds = [
            one.split(" :: ")[-1]
            for one in told.get_all("Classifier") or ()
            if one.startswith("License ::")
        ]
        said = kinds[0] if kinds else ""
    return [{"license": {"name": said}}] if said else []


def _distribution(name: str, pinned: str, digests: set[str]) -> Component:
    purl = f"pkg:pypi/{name}@{pinned}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": pinned,
        "purl": purl,
        "licenses": _licence(name),
        # Of every file that the index has of this version; one of them is what was installed.
        "externalReferences": [
            {
                "type": "distribution",
                "url": purl,
                "hashes": [{"alg": "SHA-256", "content": digest.removeprefix("sha256:")}],
            }
            for digest in sorted(digests)
        ],
    }


def _weights(model: Model) -> Component:
    return {
        "type": "machine-learning-model",
        "bom-ref": f"weights/{model.id}",
        "name": model.id,
        "description": model.about,
        "licenses": [{"license": {"name": model.licence}}],
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"pkg:huggingface/{model.hub.repository}",
                "comment": file.name,
                "hashes": [{"alg": "SHA-256", "content": file.sha256}],
            }
            for file in model.files
        ],
    }


def bill(lock: str) -> dict[str, Any]:
    """The bill of materials of a lock's text."""
    digests = hashes(lock)
    ours = version("shiftmate")
    parts = [_distribution(name, pinned, digests[name]) for name, pinned in pins(lock).items()]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": f"shiftmate@{ours}",
                "name": "shiftmate",
                "version": ours,
                "licenses": [{"expression": "Apache-2.0"}],
            }
        },
        "components": [*parts, *map(_weights, load_manifest().models)],
    }


if __name__ == "__main__":
    json.dump(bill(Path(sys.argv[1]).read_text("utf-8")), sys.stdout, indent=1, ensure_ascii=False)
    print()
