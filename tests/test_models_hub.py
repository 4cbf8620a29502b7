"""The hub's own client against a hub of this machine's own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.models.errors import DownloadFailed
from assistant.models.hub import HuggingFaceHub
from assistant.models.manifest import HubSource
from assistant.models.pull import pull
from assistant.models.store import state
from tests.tiny_models import Shelf, model_of, sha256

COMMIT = "f" * 40
FILES = {"model.bin": b"weights from the hub", "config.json": b"{}"}
WANTED = HubSource(repository="tiny/tiny", revision="main", files=("model.bin",), bytes=20)


class LittleHub(BaseHTTPRequestHandler):
    """The two addresses that a download needs."""

    def do_GET(self) -> None:
        if self.path.startswith(f"/tiny/tiny/resolve/{COMMIT}/"):
            self._file(self.path.rsplit("/", 1)[1])
        elif self.path.startswith("/api/models/tiny/tiny"):
            self._send("application/json", json.dumps(self._info()).encode())
        elif self.path.startswith("/api/models/portal/portal"):
            self._send("text/html", b"<html>please sign in to the guest network</html>")
        else:
            self.send_error(404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _info(self) -> dict[str, object]:
        siblings = [
            {
                "rfilename": name,
                "size": len(data),
                "blobId": "0" * 40,
                "lfs": {"sha256": sha256(data), "size": len(data), "pointerSize": 130},
            }
            for name, data in FILES.items()
        ]
        return {"id": "tiny/tiny", "modelId": "tiny/tiny", "sha": COMMIT, "siblings": siblings}

    def _file(self, name: str) -> None:
        self._send("application/octet-stream", FILES[name], name)

    def _send(self, kind: str, data: bytes, name: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if name:
            self.send_header("ETag", f'"{sha256(data)}"')
            self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Silence."""


@contextmanager
def serving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), LittleHub) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with serving() as address:
        yield address


def test_a_model_comes_whole_and_by_commit(endpoint: str, tmp_path: Path) -> None:
    model, _ = model_of({"model.bin": [b"weights from the wheels"]})
    folder = pull(model, tmp_path, "hub", downloader=Shelf({}), at=HuggingFaceHub(endpoint))
    assert sorted(path.name for path in folder.iterdir()) == ["model.bin", "shiftmate.json"]
    assert (folder / "model.bin").read_bytes() == FILES["model.bin"]
    assert state(model, tmp_path).source == f"hub: tiny/tiny@{COMMIT}"


def test_the_branch_is_pinned_to_its_commit(endpoint: str) -> None:
    snapshot = HuggingFaceHub(endpoint).look(WANTED)
    assert snapshot is not None
    assert snapshot.revision == COMMIT
    assert snapshot.files["model.bin"].sha256 == sha256(FILES["model.bin"])
    assert list(snapshot.files) == ["model.bin"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"repository": "nobody/nothing"}, "has no nobody/nothing at main"),
        ({"files": ("model.bin", "model.safetensors")}, "lacks model.safetensors"),
    ],
)
def test_a_hub_without_the_model_says_so(
    endpoint: str, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(DownloadFailed, match=message):
        HuggingFaceHub(endpoint).look(WANTED.model_copy(update=changes))


def test_a_guest_network_is_no_hub(endpoint: str) -> None:
    portal = WANTED.model_copy(update={"repository": "portal/portal"})
    assert HuggingFaceHub(endpoint).look(portal) is None


def test_a_closed_port_is_no_hub() -> None:
    with serving() as address:
        pass
    assert HuggingFaceHub(address).look(WANTED) is None
