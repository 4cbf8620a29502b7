"""A receiver of webhooks that keeps what it took, checks signatures on its own, and is unreliable.

Its check of a signature is written from the specification, not with the code that signs.
"""

import base64
import hashlib
import hmac
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOLERANCE = 300
"""Seconds between a message's timestamp and now."""


def is_genuine(headers: Any, body: bytes, secret: str) -> bool:
    """Whether somebody who knows the secret sent this body, under this id, just now."""
    if abs(time.time() - int(headers["webhook-timestamp"])) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(
        hmac.compare_digest(f"v1,{right}", given) for given in headers["webhook-signature"].split()
    )


class Receiver:
    """Takes messages at ``url``."""

    def __init__(self, failing: float = 0.0, seed: int = 7) -> None:
        self.secret = ""
        self.taken: list[tuple[str, dict[str, Any]]] = []
        """Id and message of each that was answered with 204, in their order."""
        self.asked = self.refused = 0
        self._dice, self._failing = random.Random(seed), failing  # noqa: S311
        self._lock = threading.Lock()
        self.reply: Callable[[], tuple[int, dict[str, str]]] | None = None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status, headers = receiver.take(self.headers, body)
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"http://127.0.0.1:{self._server.server_port}"
        self.url = f"{self.host}/hook"

    def take(self, headers: Any, body: bytes) -> tuple[int, dict[str, str]]:
        with self._lock:
            self.asked += 1
            if not is_genuine(headers, body, self.secret):
                self.refused += 1
                return 401, {}
            if self.reply:
                return self.reply()
            fails = self._dice.random() < self._failing
            kept = not fails or self._dice.random() < 0.5
            if kept:  # a half of the failures come after it was taken: the reply alone is lost
                self.taken.append((headers["webhook-id"], json.loads(body)))
            return (500 if fails else 204), {}

    def versions(self) -> dict[str, list[int]]:
        """Of each report the versions that came, in the order in which each came first."""
        found: dict[str, list[int]] = {}
        for _, message in self.taken:
            versions = found.setdefault(message["data"]["id"], [])
            if message["data"]["version"] not in versions:
                versions.append(message["data"]["version"])
        return found


@contextmanager
def receiving(failing: float = 0.0) -> Iterator[Receiver]:
    receiver = Receiver(failing)
    thread = threading.Thread(target=receiver._server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver._server.shutdown()
        receiver._server.server_close()
        thread.join()
