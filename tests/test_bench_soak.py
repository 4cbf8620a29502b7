"""The soak counts what came of every request; a count that hides failures proves nothing."""

import httpx

from tests.bench_soak import Tally, ask
from tests.strange_server import said, serving, words

OUTCOMES = {
    "answered": said(words("> Let it cool. [1]")),
    "429 with Retry-After": said(b"", "429 Too Many Requests", more="Retry-After: 9\r\n"),
    "status 429": said(b"", "429 Too Many Requests"),
    "status 500": said(b"", "500 Internal Server Error"),
    "broken off": said(words("> Let it", finish=None, done=False)),
    "error: LibraryError": said(b'data: {"error": {"type": "LibraryError"}}\n\n'),
    "no words": said(words()),
    "RemoteProtocolError": lambda _: None,
}


def test_every_outcome_is_told_and_only_the_promised_ones_are_no_failures() -> None:
    tally = Tally()
    with serving(*OUTCOMES.values()) as server, httpx.Client(base_url=server.url) as client:
        waits = [ask(client, "AL-31?", tally) for _ in OUTCOMES]
    assert tally.outcomes == dict.fromkeys(OUTCOMES, 1)
    assert list(tally.failures) == list(OUTCOMES)[2:]
    assert waits[:2] == [0, 5]
