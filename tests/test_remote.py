"""A server that writes answers: how long it may take, what it may send, who writes without it."""

import itertools
import json
import logging
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ModelUnavailable
from assistant.models.failover import Failover
from assistant.models.frames import Frames, Malformed
from assistant.models.generator import Message, Piece
from assistant.models.remote import Patience, RemoteGenerator
from tests.fakes import ScriptedGenerator
from tests.strange_server import Reply, said, serving, then, words

KEY = "sk-a-secret-that-nobody-may-see"
HASTY = Patience(connect=0.5, first=0.5, between=0.05, tries=2, pause=0.01, rest=0.2)
ASKED = [Message("user", "AL-31?")]
BUSY = said(b"busy", "503 Service Unavailable", "text/plain")


def remote(url: str, **patience: Any) -> RemoteGenerator:
    return RemoteGenerator(url, "big-model", KEY, replace(HASTY, **patience))


def text_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def heard(*script: Reply, most: int = 8, **patience: Any) -> list[Piece]:
    with serving(*script) as server:
        return list(remote(server.url, **patience).generate(ASKED, most))


def failure(*script: Reply, most: int = 8, **patience: Any) -> str:
    """What the error says; it must come well before anybody thinks of a hang."""
    begun = time.monotonic()
    with pytest.raises(ModelUnavailable) as failed:
        heard(*script, most=most, **patience)
    assert time.monotonic() - begun < 1.5
    assert KEY not in repr(failed.value)
    return str(failed.value)


def test_words_come_as_they_are_sent_and_the_servers_count_is_taken() -> None:
    usage = b'data: {"choices": [], "usage": {"prompt_tokens": 70, "completion_tokens": 5}}\n\n'
    body = words("Let it ", "cool.", finish="length", done=False) + usage + b"data: [DONE]\n\n"
    *pieces, last = heard(said(body))
    assert text_of(pieces) == "Let it cool."
    assert (last.prompt_tokens, last.new_tokens, last.finish) == (70, 5, "length")


def test_the_request_is_openais_and_carries_the_key() -> None:
    with serving(said(words("x"))) as server:
        list(remote(server.url).generate(ASKED, 9))
        head, _, body = server.asked[0].partition("\r\n\r\n")
    assert head.startswith("POST /v1/chat/completions HTTP/1.1")
    assert f"Authorization: Bearer {KEY}" in head
    asked = json.loads(body)
    assert (asked["model"], asked["max_tokens"], asked["stream"]) == ("big-model", 9, True)
    assert asked["messages"] == [{"role": "user", "content": "AL-31?"}]


def test_a_busy_server_is_asked_again_before_its_first_word() -> None:
    assert text_of(heard(BUSY, said(words("cool")))) == "cool"


WAIT = said(b"", "429 Too Many Requests", "text/plain", "Retry-After: 1\r\n")


def test_a_server_that_wants_longer_than_anybody_waits_is_given_up_at_once() -> None:
    with serving(WAIT) as server:
        generator = remote(server.url)
        with pytest.raises(ModelUnavailable, match="429"):
            list(generator.generate(ASKED, 8))
    assert len(server.asked) == 1
    with pytest.raises(ModelUnavailable, match="not asked again for 1 s"):
        list(generator.generate(ASKED, 8))


@pytest.mark.process
def test_it_is_left_alone_for_as_long_as_it_asks() -> None:
    begun = time.monotonic()
    assert text_of(heard(WAIT, said(words("cool")), first=2)) == "cool"
    assert time.monotonic() - begun >= 1


def test_a_reply_that_has_begun_is_never_begun_again() -> None:
    broken = said(words("Let it ", finish=None, done=False))
    with serving(broken, said(words("other"))) as server:
        pieces = remote(server.url).generate(ASKED, 8)
        assert next(pieces).text == "Let it "
        with pytest.raises(ModelUnavailable, match="broke off"):
            next(pieces)
        assert len(server.asked) == 1


def test_a_server_that_is_down_is_not_asked_for_a_while() -> None:
    with serving(said(words("cool")), said(words("cool"))) as server:
        url = server.url
        generator = remote(url, rest=60)
        assert generator.state == "ready"
    with pytest.raises(ModelUnavailable, match="refused"):
        list(generator.generate(ASKED, 8))
    assert generator.state == "unavailable"
    with pytest.raises(ModelUnavailable, match=r"refused.*not asked again for 60 s"):
        list(generator.generate(ASKED, 8))


def test_it_is_asked_again_afterwards() -> None:
    with serving(BUSY, BUSY, said(words("cool"))) as server:
        generator = remote(server.url, rest=0.05)
        with pytest.raises(ModelUnavailable, match="503"):
            list(generator.generate(ASKED, 8))
        time.sleep(0.06)
        assert text_of(list(generator.generate(ASKED, 8))) == "cool"
        assert generator.state == "ready"


def test_one_bad_request_does_not_put_the_server_to_rest() -> None:
    with serving(said(b"too long", "400 Bad Request"), said(words("cool"))) as server:
        generator = remote(server.url)
        with pytest.raises(ModelUnavailable, match="too long"):
            list(generator.generate(ASKED, 8))
        assert text_of(list(generator.generate(ASKED, 8))) == "cool"


STRANGE = {
    "junk": (said(b"data: {]\n\n"), "none of a chat completion"),
    "other JSON": (said(b'data: {"choices": "x"}\n\n'), "none of a chat completion"),
    "not HTTP": (lambda to: to.sendall(b"\x00\x01 hello\r\n\r\n"), "BadStatusLine"),
    "a page": (said(b"<html>login</html>", kind="text/html"), "text/html"),
    "an error with status 200": (
        said(b'{"error": "no such model"}', kind="application/json"),
        "no such model",
    ),
    "an error in the stream": (said(b'data: {"error": {"message": "gone"}}\n\n'), "gone"),
    "a line without end": (said(b"data: " + b"x" * 400_000), "262144 bytes"),
    "a redirect": (
        said(b"", "307 Temporary Redirect", more="Location: http://elsewhere/\r\n"),
        "elsewhere",
    ),
    "nothing": (said(b""), "broke off"),
    "no word": (said(words()), "without a word"),
    "a chunk of no length": (
        said(b"zz\r\n", more="Transfer-Encoding: chunked\r\n"),
        "IncompleteRead",
    ),
    "silence": (then(said(), b"", pause=0.15), "took too long"),
    "dripping": (then(said(), *[b":\n"] * 20, pause=0.01), "took too long"),
    "a dripping head": (
        then(lambda to: to.sendall(b"HTTP/1.1 200"), *[b" "] * 20, pause=0.01),
        "took too long",
    ),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_whatever_a_server_sends_is_an_error_that_says_so(kind: str) -> None:
    reply, told = STRANGE[kind]
    assert told in failure(reply, first=0.1, tries=1)


def test_silence_between_words_ends_it() -> None:
    begun = said(words("Let it ", finish=None, done=False))
    assert "took too long" in failure(then(begun, b"", pause=0.1), first=5)


def test_a_reader_may_take_its_time() -> None:
    with serving(said(words("Let it ", "cool."))) as server:
        pieces = remote(server.url).generate(ASKED, 8)
        next(pieces)
        time.sleep(HASTY.between * 2)
        assert text_of(list(pieces)) == "cool."


def test_a_server_that_never_stops_is_left() -> None:
    endless = then(said(), *itertools.repeat(words("x", finish=None, done=False), 99), pause=0.001)
    pieces = heard(endless, most=5)
    assert text_of(pieces) == "xxxxx"
    assert pieces[-1].finish == "length"


def test_after_the_last_word_the_count_is_not_waited_for_long() -> None:
    late = then(said(words("cool.", done=False)), b"", pause=0.1)
    assert text_of(heard(late)) == "cool."


def test_the_key_is_in_no_error_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"your header was Bearer {KEY} and we do not like it".encode()
    replies = [said(echo, status) for status in ("401 No", "400 Bad", "503 Busy")]
    for reply in (*replies, said(echo, kind=f"text/{KEY}"), said(b'data: {"error":"' + echo)):
        failure(reply)
    assert KEY not in caplog.text
    with pytest.raises(ModelUnavailable) as failed:
        RemoteGenerator("http://host/v1", "m", f"{KEY}\r\nX: y")
    assert KEY not in str(failed.value)


@pytest.mark.parametrize(
    "url",
    ["host:8000", "ftp://host", "http://", "http://h:99999", "http://me:pw@host/v1", "http://h/ö"],
)
def test_what_is_no_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ModelUnavailable, match="SHIFTMATE_GENERATION_URL") as failed:
        RemoteGenerator(url, "m")
    assert "pw" not in str(failed.value)


@given(st.lists(st.binary(max_size=60) | st.sampled_from(words("a", "b").splitlines()), max_size=9))
def test_no_line_does_more_than_be_malformed(sent: list[bytes]) -> None:
    frames = Frames(3)
    try:
        text = "".join(map(frames.take, sent))
    except Malformed:
        return
    assert len(text) <= 3


def test_the_names_of_its_models_are_asked_for() -> None:
    listing = said(b'{"data": [{"id": "a\\u001b[2J"}, {"id": "b"}]}', kind="application/json")
    nothing = said(b"?"), said(b"no", "404 Not Found"), said(b"no", "500 Broken")
    with serving(listing, *nothing, said(b"", "401 No")) as server:
        generator = remote(server.url)
        assert generator.models() == ("a [2J", "b")
        assert {generator.models() for _ in nothing} == {()}
        assert generator.state == "ready"
        generator.load()
        assert generator.state == "unavailable"


def test_the_local_model_writes_when_the_server_is_away(caplog: pytest.LogCaptureFixture) -> None:
    local = ScriptedGenerator([["by ", "hand"]], name="small-model")
    with serving(BUSY) as server:
        both = Failover(remote(server.url), local)
        pieces = list(both.generate(ASKED, 8))
    assert text_of(pieces) == "by hand"
    assert {piece.stand_in for piece in pieces} == {"small-model"}
    assert both.state == "failover"
    assert "small-model writes instead" in caplog.text


def test_nobody_ends_what_the_server_began() -> None:
    local = ScriptedGenerator([])
    with serving(said(words("Let it ", finish=None, done=False))) as server:
        pieces = Failover(remote(server.url), local).generate(ASKED, 8)
        assert next(pieces).stand_in is None
        with pytest.raises(ModelUnavailable):
            next(pieces)
    assert not local.asked


def test_the_state_says_when_neither_can_write() -> None:
    local = ScriptedGenerator([ModelUnavailable("no weights"), ["hand"]])
    with serving(BUSY) as server:
        both = Failover(remote(server.url, rest=60), local)
        assert both.state == "ready"
        both.load()
        assert both.state == "failover"
        with pytest.raises(ModelUnavailable, match="no weights"):
            list(both.generate(ASKED, 8))
        assert both.state == "unavailable"
        list(both.generate(ASKED, 8))
        assert both.state == "failover"
        assert len(server.asked) == 1, "by load; then it rests"


def test_whoever_stops_listening_stops_the_one_who_writes() -> None:
    local = ScriptedGenerator([["by ", "hand"]])
    with serving(BUSY) as server:
        pieces = Failover(remote(server.url), local).generate(ASKED, 8)
        next(pieces)
        pieces.close()
    assert local.left
