"""A server that says exactly what a test tells it to, well-behaved or not."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Reply = Callable[[socket.socket], None]
HEAD = "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: {kind}\r\n{more}\r\n"
STREAM = "text/event-stream"


def said(body: bytes = b"", status: str = "200 OK", kind: str = STREAM, more: str = "") -> Reply:
    """Sends it all and hangs up."""
    return lambda to: to.sendall(HEAD.format(status=status, kind=kind, more=more).encode() + body)


def words(*texts: str, finish: str | None = "stop", done: bool = True) -> bytes:
    """The frames of a reply."""
    frames = [{"choices": [{"delta": {"content": text}, "finish_reason": None}]} for text in texts]
    if finish:
        frames.append({"choices": [{"delta": {}, "finish_reason": finish}]})
    lines = [f"data: {json.dumps(frame)}\n\n" for frame in frames]
    return "".join([*lines, "data: [DONE]\n\n" if done else ""]).encode()


def then(first: Reply, *parts: bytes, pause: float) -> Reply:
    """Goes on with further parts, each after a pause."""

    def reply(to: socket.socket) -> None:
        first(to)
        for part in parts:
            time.sleep(pause)
            to.sendall(part)

    return reply


class Server:
    """Takes the next reply of its script for each request; the last one serves for ever."""

    def __init__(self, *script: Reply) -> None:
        self._script = list(script)
        self.asked: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    def run(self) -> None:
        with suppress(OSError):  # closed by close()
            while True:
                caller, _ = self._socket.accept()
                # A client that has had enough hangs up in the middle.
                with caller, suppress(OSError):
                    self.asked.append(_request(caller))
                    reply = self._script.pop(0) if len(self._script) > 1 else self._script[0]
                    reply(caller)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def _request(caller: socket.socket) -> str:
    got = b""
    while b"\r\n\r\n" not in got:
        got += caller.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    length = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < length:
        body += caller.recv(65536)
    return (head + b"\r\n\r\n" + body).decode()


@contextmanager
def serving(*script: Reply) -> Iterator[Server]:
    server = Server(*script)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
