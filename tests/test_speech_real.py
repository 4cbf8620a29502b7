"""The real model hears a voice, and in noise and silence nobody.

Needs the default weights and espeak-ng, which `scripts/system_packages.sh` installs.
"""

import pytest

from assistant.engines import build_listener
from assistant.settings import Settings
from assistant.speech.listen import listen
from assistant.speech.listener import Listener
from tests.speaking import FixedBook, espeak, nobody, wav

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def listener() -> Listener:
    found = build_listener(Settings())
    assert found is not None, "shiftmate models pull"
    return found


def test_a_voice_is_written_down(listener: Listener) -> None:
    said = listen(
        espeak("Hydraulic pressure is too low and the pump makes a loud noise."),
        None,
        listener,
        FixedBook([]),
    )
    assert said.language == "en"
    assert said.text.startswith("Hydraulic pressure is too low")
    assert 3 < said.seconds < 6


def test_a_code_is_told_from_others_with_its_number_by_its_sound(listener: Listener) -> None:
    book = FixedBook(["F0007", "AL-07", "Err07", "E07"])
    said = listen(espeak("What does alarm E zero seven mean?"), "en", listener, book)
    assert "E07" in said.text or said.offers[0].code == "E07"


def test_nobody_is_heard_where_nobody_speaks(listener: Listener) -> None:
    for name, sound in nobody(3.0):
        assert listen(wav(sound), "en", listener, FixedBook([])).text == "", name
