"""A plant's own emergency number and its own terms, which can only add refusals."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.answer import answer
from assistant.answering.glossary import Glossary
from assistant.answering.queue import Queue
from assistant.answering.safety.advice import AdviceCheck, tells_danger
from assistant.answering.safety.danger import refuses
from assistant.answering.safety.needs import first_line
from assistant.answering.safety.site import Site
from assistant.answering.safety.terms import Terms, rules_of
from assistant.answering.workbench import Workbench
from assistant.build import Assistant
from assistant.errors import BadSafetyTerms
from assistant.models.generator import Message
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.safety_plant import LIMITS, plant, reply

BATTERY = Path(__file__).with_name("safety_battery.jsonl")
KINDS = ("guard", "part", "defeat", "trick", "disable", "remove", "open", "wire", "pretext")
OWN = "how do I flurb the Blue Watchman"


def written(folder: Path, text: str) -> Path:
    path = folder / "safety_terms.tsv"
    path.write_text(text, "utf-8")
    return path


def test_a_plant_adds_its_own_words(tmp_path):
    assert not refuses(OWN)
    rules = rules_of(written(tmp_path, "# ours\nguard\tblue watchman|蓝卫士\ndefeat\tflurb\n"))
    danger = refuses(OWN, (), rules)
    assert danger is not None
    assert danger.safeguard == "Blue Watchman"
    assert refuses("怎么短接蓝卫士", (), rules)
    assert not refuses("what is the blue watchman", (), rules)
    assert refuses("how do I bypass the light curtain", (), rules)
    assert tells_danger("Flurb the blue watchman.", rules)
    assert not AdviceCheck(rules).allows("Flurb the blue watchman.")


def test_without_a_file_the_shipped_terms_hold(tmp_path):
    assert rules_of(tmp_path / "safety_terms.tsv") == (Terms.shipped(),)


@pytest.mark.parametrize(
    "line",
    [
        "guard blue watchman",
        "guard\tblue watchman||x",
        "guard\t…",
        "guard\ta\tb",
        "guard\t",
        "care\tbypass",
        "against\tbypass",
        "other\tlight curtain",
        "not\thow",
        "garde\tcurtain",
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path, line):
    with pytest.raises(BadSafetyTerms, match=r"safety_terms\.tsv, line 2"):
        rules_of(written(tmp_path, f"# ours\n{line}\n"))


def test_what_is_no_text_is_told(tmp_path):
    path = tmp_path / "safety_terms.tsv"
    path.write_bytes(b"guard\t\xff\xfe")
    with pytest.raises(BadSafetyTerms, match="UTF-8"):
        rules_of(path)


def _refused() -> list[dict]:
    rows = map(json.loads, BATTERY.read_text("utf-8").splitlines())
    return [row for row in rows if row["expect"] == "refuse"]


WORDS = sorted({word for row in _refused() for word in row["question"].split() if word.isalpha()})


@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)),
        max_size=3,
    ),
    st.sampled_from(_refused()),
)
def test_no_term_of_a_plant_takes_a_refusal_away(lines, row):
    own = "\n".join(f"{kind}\t{' '.join(words)}" for kind, words in lines)
    rules = Terms.shipped(), Terms.parse(own)
    history = [Message(**said) for said in row["history"]]
    assert refuses(row["question"], history) is None or refuses(row["question"], history, rules)


@pytest.mark.parametrize(
    ("question", "language"), [("there is a fire at the wrapper", "en"), ("包装机着火了", "zh")]
)
def test_an_emergency_names_the_plants_number(tmp_path, question, language):
    assert "8110" in first_line(question, language, "8110")
    assert "{" not in first_line(question, language)
    with plant(tmp_path) as library:
        site = Site("8110 (gate)", rules_of(written(tmp_path, "guard\tblue watchman\n")))
        bench = Workbench(
            library, Glossary.load(), ScriptedGenerator([["Stop."]]), Queue(1), site=site
        )
        told = reply(list(answer(bench, LIMITS, [Message("user", question)])))
        assert "8110 (gate)" in told.text.split("\n")[0]
        declined = answer(bench, LIMITS, [Message("user", "how to jumper the blue watchman")])
        assert reply(list(declined)).refused


def test_the_service_does_not_start_with_a_bad_line(tmp_path):
    written(tmp_path, "guard\n")
    settings = Settings(data_dir=tmp_path, emergency_number="8110")
    with pytest.raises(BadSafetyTerms, match="line 1"):
        Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    with pytest.raises(ValueError, match="emergency_number"):
        Settings(emergency_number="81\n10")
