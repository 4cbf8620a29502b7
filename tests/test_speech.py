"""Recordings come in, silence stays out, codes are offered and never taken."""

import io
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import Busy, ModelUnavailable
from assistant.settings import Settings
from assistant.speech.book import LibraryBook
from assistant.speech.errors import LongRecording, UnfitRecording
from assistant.speech.gate import is_loud, is_said, spoken
from assistant.speech.listen import listen
from assistant.speech.listener import Listener, Span
from assistant.speech.recording import MOST_BYTES, RATE, samples
from assistant.speech.repair import offers
from assistant.speech.spoken import folded
from ingest.document import Chunk, Document, FaultRecord, Page
from tests.api_client import is_problem
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.speaking import FixedBook, Scripted, nobody, sure, tone, wav
from vectorstore.assets import Asset
from vectorstore.readers import Reader, Rights

BOOK = FixedBook(
    ["E07", "E14", "E23", "AL-31", "AL-52", "AL-07", "F0001", "OC1", "OC2", "231", "Err02", "700"],
    ["CV-201", "P-102"],
)


def offered(text: str) -> list[tuple[str, str]]:
    return [(one.heard, one.code) for one in offers(text, BOOK)]


# What comes in


def test_a_recording_of_our_page_is_read_as_it_is() -> None:
    sound = tone(0.5)
    assert np.abs(samples(wav(sound)) - sound).max() < 1e-3


def test_a_recording_has_an_end() -> None:
    with pytest.raises(LongRecording, match="60 s"):
        samples(wav(np.zeros(61 * RATE, np.float32)))
    with pytest.raises(LongRecording, match="bytes"):
        samples(bytes(MOST_BYTES + 1))


@given(st.binary(max_size=60))
def test_what_is_no_recording_is_told_so(raw: bytes) -> None:
    with pytest.raises(UnfitRecording, match="neither WAV nor"):
        samples(b"\x00" + raw)


def test_a_wav_may_end_early_and_lie_about_its_length() -> None:
    whole = wav(tone(0.5))
    torn = samples(whole[:-1001])
    assert 0 < len(torn) < RATE // 2
    lie = bytearray(whole)
    lie[40:44] = b"\xff\xff\xff\x7f"
    assert len(samples(bytes(lie))) <= RATE


# Silence and noise


def test_silence_is_not_even_listened_to() -> None:
    listener = Scripted(sure("Thank you."))
    said = listen(wav(np.zeros(RATE, np.float32)), "en", listener, BOOK)
    assert (said.text, said.seconds, listener.heard) == ("", 1.0, [])


def test_there_are_twenty_ways_to_say_nothing() -> None:
    sounds = dict(nobody(1.0))
    assert len(sounds) == 20
    assert [name for name, one in sounds.items() if not is_loud(one)] == [
        "silence", "hiss of the converter",
    ]  # fmt: skip


def test_too_little_voice_is_none_and_the_rest_is_cut_off() -> None:
    sound = np.arange(10 * RATE, dtype=np.float32)
    assert spoken(sound, [Span(RATE, RATE + 1000)]) is None
    kept = spoken(sound, [Span(2 * RATE, 3 * RATE), Span(4 * RATE, 5 * RATE)])
    assert kept is not None
    assert (kept[0] / RATE, (kept[-1] + 1) / RATE) == (1.6, 5.4)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, True),
        ({"no_speech": 0.9}, True),
        ({"no_speech": 0.9, "confidence": -1.2}, False),
        ({"confidence": -1.7}, False),
        ({"repetition": 3.0}, False),
        ({"text": "..."}, False),
    ],
)
def test_what_the_model_made_up_was_not_said(changes: dict[str, float], said: bool) -> None:
    assert is_said(replace(sure("What does E07 mean?"), **changes)) == said  # type: ignore[arg-type]


# Codes


@pytest.mark.parametrize(
    ("text", "heard", "code"),
    [
        ("What does E zero seven mean?", "E zero seven", "E07"),
        ("what does echo seven mean", "echo seven", "E07"),
        ("What does a army zero seven mean?", "army zero seven", "E07"),
        ("Fault code L31 came up on the line", "L31", "AL-31"),
        ("A L thirty one again", "A L thirty one", "AL-31"),
        ("servo alarm L-5-2 on axis 2", "L-5-2", "AL-52"),
        ("servo alarm A L dash five two", "A L dash five two", "AL-52"),
        ("Alarmo C1 after restarting", "Alarmo C1", "OC1"),
        ("Error 2-3-1 on the robot", "2-3-1", "231"),
        ("it shows the RRR zero to what now", "RRR zero to", "Err02"),
        ("alarm 7 hundred on the spindle", "7 hundred", "700"),
        ("tripped on F0 Nero Nero 1 today", "F0 Nero Nero 1", "F0001"),
        ("tripped on F triple zero one", "F triple zero one", "F0001"),
        ("pump P one oh two is loud", "P one oh two", "P-102"),
        ("变频器报警E零七怎么处理", "E零七", "E07"),
        ("报警一零七怎么处理", "一零七", "E07"),
        ("变频器报警洞七", "洞七", "E07"),
        ("故障代码三十一", "三十一", "AL-31"),
        ("主轴报警七百", "七百", "700"),
        ("输送带CV二零一停了", "CV二零一", "CV-201"),
    ],
)
def test_a_code_is_offered_for_the_words_it_may_have_been(text: str, heard: str, code: str) -> None:
    assert (heard, code) in offered(text)
    one = next(one for one in offers(text, BOOK) if one.code == code)
    assert one.text == text.replace(heard, code)
    assert one.machine == (code if code in ("P-102", "CV-201") else None)


@pytest.mark.parametrize(
    "text",
    [
        "What does alarm E07 mean?", "e-07 on the drive", "conveyor cv 201 stopped",
        "replace 2 fuses every 7 days", "the alarm comes every 31 days", "go to one of the pumps",
        "the belt is too loose for 2 weeks", "", "E99", "每七天更换一次",
    ],
)  # fmt: skip
def test_what_needs_no_offer_has_none(text: str) -> None:
    assert offered(text) == []


def test_half_a_number_is_no_code() -> None:
    assert ("Error 2-3", "E23") not in offered("Error 2-3-1 on the robot")


_TALK = st.lists(
    st.sampled_from(["E", "a", "L", "zero", "seven", "31", "-", "army", "alarm", "to", "one", "零"])
    | st.sampled_from(["七", "十", "百", "double", "hundred", "P", "CV", "2", ".", "报警"])
    | st.text(max_size=4),
    max_size=12,
)


@given(_TALK)
def test_an_offer_changes_the_words_that_it_names_and_nothing_else(words: list[str]) -> None:
    text = " ".join(words)
    for one in offers(text, BOOK):
        before, heard, after = text.partition(one.heard)
        assert heard
        assert one.code in one.text
        assert len(one.text) == len(text) - len(one.heard) + len(one.code)
        assert one.text.startswith(before[:0])
        assert one.text.endswith(after[len(after) :])
    assert offers(text, FixedBook([])) == []


# Codes by ear


class Ear:
    """How likely texts are by the first piece that they hold; others are none that it heard."""

    def __init__(self, likely: dict[str, float]) -> None:
        self.likely, self.asked = likely, 0

    def __call__(self, texts: Sequence[str]) -> list[float]:
        self.asked += 1
        return [
            next((weight for piece, weight in self.likely.items() if piece in one), -40.0)
            for one in texts
        ]


def by_ear(text: str, ear: Ear) -> list[tuple[str, str]]:
    return [(one.heard, one.code) for one in offers(text, BOOK, ear)]


def test_the_ear_tells_codes_with_one_number_apart_and_is_asked_once() -> None:
    ear = Ear({"alarm E zero seven": -20, "AL zero seven": -33, "mean zero seven": -22})
    assert by_ear("What does alarm mean zero seven mean?", ear) == [("mean zero seven", "E07")]
    assert ear.asked == 1


def test_letters_that_became_words_are_replaced_with_the_number() -> None:
    ear = Ear({"A lot OC1": -21, "OC1": -60, "A lot more C1": -20})
    assert by_ear("A lot more C1 after restarting", ear)[0] == ("more C1", "OC1")


def test_figures_stay_as_they_were_written_so_that_letters_alone_are_weighed() -> None:
    ear = Ear({"alarm AL-5-2": -18, "AL": -40, "L-5-2": -10})
    assert by_ear("servo alarm L-5-2 again", ear) == [("L-5-2", "AL-52")]


def test_two_likely_codes_are_both_offered_the_likelier_first() -> None:
    for gap, codes in ((1, ["AL-07", "E07"]), (9, ["AL-07"])):
        ear = Ear({"AL zero seven": -20, "E zero seven": -20 - gap, "cold zero seven": -21})
        assert [code for _, code in by_ear("The cold zero seven again", ear)] == codes


def test_a_number_alone_beside_an_alarm_word_may_be_any_code_with_it() -> None:
    """No letter was said: the sound has nothing to tell of letters."""
    ear = Ear({"AL零七": -20, "E零七": -40, "报警零七": -21})
    assert [code for _, code in by_ear("报警零七", ear)] == ["AL-07", "E07"]


def test_what_the_sound_does_not_bear_out_is_not_offered() -> None:
    assert by_ear("The alarm comes after seven minutes", Ear({"E07": -30, "seven": -10})) == []


def test_words_that_fit_no_sound_are_no_merit_of_a_code() -> None:
    """The bare number does as well without them."""
    ear = Ear({"E zero": -20, "The zero": -2})
    assert by_ear("The alarming sounds zero seven", ear) == []


def test_numbers_without_letters_or_an_alarm_are_not_even_weighed() -> None:
    ear = Ear({"E07": 0})
    assert by_ear("replace seven fuses", ear) == []
    assert ear.asked == 0


def test_in_chinese_a_one_may_have_been_the_letter_e() -> None:
    assert by_ear("变频器报警107怎么处理", Ear({"E07": -12, "107": -10})) == [("107", "E07")]


def test_only_so_much_is_weighed() -> None:
    sizes: list[int] = []

    def ear(texts: Sequence[str]) -> list[float]:
        sizes.append(len(texts))
        return [0.0] * len(texts)

    offers("the code zero seven again " * 20, BOOK, ear)
    assert sizes[0] <= 40


@given(_TALK)
def test_by_ear_too_an_offer_changes_nothing_but_the_words_that_it_names(words: list[str]) -> None:
    text = folded(" ".join(words))
    for one in offers(text, BOOK, lambda texts: [0.0] * len(texts)):
        assert one.text in {
            text[:at] + one.code + text[at + len(one.heard) :]
            for at in range(len(text))
            if text.startswith(one.heard, at)
        }


# The door


@contextmanager
def listening(folder: Path, listener: Listener | None) -> Iterator[Assistant]:
    settings = Settings(data_dir=folder)
    made = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]), listener)
    with closing(made):  # not started: nothing here waits for what a start makes ready
        yield made


def sent(sound: bytes, **told: str) -> dict[str, object]:
    return {"files": {"audio": ("speech.wav", sound, "audio/wav")}, "data": told}


HUGE = {"content-length": str(2 * MOST_BYTES)}


def plant_code(assistant: Assistant, code: str, rights: Rights | None = None) -> None:
    text = f"{code} Door open. Close the door."
    fault = FaultRecord((code,), "Door open", "", "Close the door.")
    name = f"{code}.pdf"
    chunk = Chunk(code, code, name, "Drive", 1, (), "fault_record", text, 0, 1, "en", fault=fault)
    document = Document(code, name, "Drive", "application/pdf", (Page(1, text),))
    assistant.library.add(document, [chunk], name, rights=rights)


def test_speech_comes_back_as_text_with_offers(tmp_path: Path) -> None:
    listener = Scripted(sure("What does a army zero seven"), sure("mean on C V two zero one?"))
    with listening(tmp_path, listener) as assistant:
        client = TestClient(create_app(assistant), base_url="http://127.0.0.1")
        plant_code(assistant, "E07")
        assistant.library.assets.put([Asset("CV-201", "Infeed conveyor")])
        reply = client.post("/v1/speech", **sent(wav(tone()), language="en"))  # type: ignore[arg-type]
        told = reply.json()
        assert told["text"] == "What does a army zero seven mean on C V two zero one?"
        assert (told["language"], told["duration_s"], told["nothing_heard"]) == ("en", 1.0, False)
        named = [(one["heard"], one["code"], one["machine"]) for one in told["offers"]]
        assert named == [
            ("C V two zero one", "CV-201", "CV-201"),
            ("army zero seven", "E07", None),
        ]
        silent = client.post("/v1/speech", **sent(wav(0 * tone()))).json()  # type: ignore[arg-type]
        assert (silent["text"], silent["nothing_heard"], silent["offers"]) == ("", True, [])
        assert client.get("/healthz").json()["speech"] == "ready"
        assert (
            'shiftmate_speech_seconds_count{outcome="nothing"} 1.0' in client.get("/metrics").text
        )
        is_problem(client.post("/v1/speech", **sent(b"nonsense")), 422, "neither WAV")  # type: ignore[arg-type]
        is_problem(client.post("/v1/speech", **sent(wav(tone()), language="de")), 422)  # type: ignore[arg-type]
        is_problem(client.post("/v1/speech", headers=HUGE), 413)
        is_problem(client.post("/v1/speech", json={}), 415)


def test_a_code_kept_from_who_speaks_is_not_offered(tmp_path: Path) -> None:
    with listening(tmp_path, None) as assistant:
        plant_code(assistant, "QK-702", Rights(audience="supervisor"))
        said = "what does alarm Q K seven oh two mean"
        whole = LibraryBook(assistant.library)
        theirs = LibraryBook(
            assistant.library.as_read_by(Reader(audiences=frozenset({"technician"})))
        )
        assert [one.code for one in offers(said, whole)] == ["QK-702"]
        assert offers(said, theirs) == []
        assert offers("alarm 702", theirs) == []


def test_without_weights_nobody_listens_and_it_says_so(tmp_path: Path) -> None:
    with listening(tmp_path, None) as assistant:
        assert assistant.hearing.state == "off"
        with pytest.raises(ModelUnavailable, match="models pull"):
            assistant.hearing.listen(wav(tone()))


class Slow(Scripted):
    """Listens until it may go on."""

    def __init__(self) -> None:
        super().__init__(sure("Yes."))
        self.go_on = threading.Event()

    def voices(self, samples: object) -> list[Span]:
        self.go_on.wait(10)
        return []


def test_one_is_heard_at_a_time_and_few_wait(tmp_path: Path) -> None:
    listener = Slow()
    with listening(tmp_path, listener) as assistant:
        hearing = assistant.hearing
        busy = [threading.Thread(target=hearing.listen, args=(wav(tone()),)) for _ in range(4)]
        for one in busy:
            one.start()
        while hearing.queue.load != (1, 3):
            time.sleep(0.001)
        with pytest.raises(Busy, match="3 recordings are already waiting") as told:
            hearing.listen(wav(tone()))
        listener.go_on.set()
        for one in busy:
            one.join()
        assert told.value.retry_after >= 1


# Browsers' own formats, in a process of their own


def browsers(form: str, codec: str, rate: int, seconds: float = 2.0) -> bytes:
    """As MediaRecorder makes it."""
    import av

    made = io.BytesIO()
    with av.open(made, mode="w", format=form) as container:
        stream = container.add_stream(codec, rate=rate)
        time = np.arange(int(seconds * rate)) / rate
        sound = (0.3 * 32767 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return made.getvalue()


@pytest.mark.process
@pytest.mark.parametrize(
    ("form", "codec", "rate"),
    [("webm", "libopus", 48000), ("ogg", "libopus", 48000), ("mp4", "aac", 44100)],
)
def test_what_browsers_record_is_decoded(form: str, codec: str, rate: int) -> None:
    found = samples(browsers(form, codec, rate))
    assert abs(len(found) / RATE - 2.0) < 0.1
    pitch = np.argmax(np.abs(np.fft.rfft(found[: 2**14]))) * RATE / 2**14
    assert abs(pitch - 440) < 5


@pytest.mark.process
def test_hostile_recordings_are_told_and_harm_nobody() -> None:
    whole = _whole()
    with pytest.raises(LongRecording):
        samples(wav(np.zeros(70 * 8000, np.float32), rate=8000))
    for raw in (whole[:200], b"OggS" + bytes(500)):
        with pytest.raises(UnfitRecording, match="cannot be listened to"):
            samples(raw)
    assert len(samples(wav(tone(0.3), rate=48000))) == pytest.approx(0.1 * RATE, abs=50)


@pytest.mark.process
@given(st.data())
def test_whatever_the_bytes_the_decoder_ends_or_says_why(data: st.DataObject) -> None:
    from assistant.speech.decoder import NoRecording, decode

    whole = _whole()
    torn = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 30))):
        torn[data.draw(st.integers(5, len(torn) - 1))] = data.draw(st.integers(0, 255))
    with suppress(NoRecording):
        assert sum(map(len, decode(bytes(torn), 2.0))) <= 2 * 3 * RATE


def _whole(made: list[bytes] = []) -> bytes:  # noqa: B006 - made once
    if not made:
        made.append(browsers("webm", "libopus", 48000, seconds=0.3))
    return made[0]
