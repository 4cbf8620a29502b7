"""The supervisor's desk: queries in addresses, filters, the query as a form, whose page it is."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.model import Principal
from assistant.access.rights import Role
from assistant.errors import BadQuestion
from assistant.history.ask.vocabulary import Vocabulary
from assistant.history.queries.figures import Count, Grouped, ParetoOf
from assistant.history.queries.named import KINDS, made, read, written
from assistant.history.queries.outcome import Query
from assistant.history.queries.reliability import Reliability, RepeatFailures
from assistant.history.queries.scope import Bound, Condition, Mention
from assistant.history.queries.scope import Scope as Meant
from assistant.reports.model import Event, Evidence, Provenance, Report, Suggestion
from tests.fake_assistant import FakeAssistant
from tests.report_forms import ADA, CHEN, filled
from ui.board.decide import decide_html, missing
from ui.board.evidence import verbatim_html
from ui.board.form import edited, form_html
from ui.board.library import library
from ui.board.talk import talk_html
from ui.board.values import changes_html
from ui.board.wanted import Wanted, wanted_of
from ui.conversation import Turn, Turns
from ui.doorway import owner_of
from ui.kept import IDLE_SECONDS, Kept

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
WORDS = Vocabulary(
    values={"press": (("asset", ("PR-1", "PR-2")),), "pr-1": (("asset", ("PR-1",)),)},
    titles={"machine": "asset", "hall": "area"},
    categories=frozenset({"corrective"}),
    all_sources=("orders.csv",),
)
SCOPE = Meant(
    conditions=(Condition(column="asset", values=("PR-1",)),),
    mentions=(Mention(terms=("leak",)),),
    bounds=(Bound(measure="downtime", operator=">", amount=60),),
    first=date(2026, 1, 1),
    last=date(2026, 3, 31),
)


@pytest.mark.parametrize(
    "query",
    [
        Count(scope=SCOPE),
        Grouped(by="month", of="downtime", statistic="mean"),
        RepeatFailures(kind="item"),
        Reliability(kpi="mtbf", by="asset", limit=3),
    ],
)
def test_a_query_comes_back_out_of_its_address(query: Any) -> None:
    assert read(written(query)) == query


@pytest.mark.parametrize(
    "told",
    [
        "{", "[]", "7", '{"query":"drop"}', '{"query":"grouped","by":"no such column"}',
        '{"query":"grouped","by":"asset","limit":99999999999999999999}',
        '{"query":"count","scope":{"first":"9999-12-31"}}',
        '{"query":"pareto","by":"asset","of":"password"}', '{"query":"count","more":1}',
        '{"query":"periods","periods":[["0001-01-01","0001-01-02"],["2026-01-01","2026-01-02"]]}',
    ],
)  # fmt: skip
def test_what_is_no_query_is_told_so(told: str) -> None:
    with pytest.raises(BadQuestion):
        read(told)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
FIELDS = sorted({name for own in KINDS.values() for name in own.model_fields})


@given(st.sampled_from(sorted(KINDS)), st.dictionaries(st.sampled_from(FIELDS), ANY, max_size=4))
def test_whatever_stands_in_an_address_is_a_query_or_refused(kind: str, told: Any) -> None:
    with suppress(BadQuestion):
        assert isinstance(read(written(made({**told, "query": kind}))), Query)


def test_the_filters_stand_in_the_address_and_nothing_else_does() -> None:
    wanted = wanted_of({"period": "<script>", "by": "password", "machine": " press ", "of": "cost"})
    assert wanted == Wanted(machine="press", of="cost")
    assert wanted.address == "machine=press&of=cost"
    scope = wanted.scope(WORDS, TODAY)
    assert scope.conditions == (Condition(column="asset", values=("PR-1", "PR-2")),)
    assert (scope.first, scope.last) == (date(2025, 11, 24), TODAY)
    own = wanted_of({"period": "own", "first": "2026-02-30", "last": "2026-03-01"})
    assert own.days(TODAY) == (None, date(2026, 3, 1))
    assert Wanted(period="last_year").days(TODAY) == (date(2025, 1, 1), date(2025, 12, 31))
    steps = [Wanted(period=one).step(TODAY, None) for one in ("30d", "12m")]
    assert steps == ["day", "month"]
    assert Wanted(period="all").step(TODAY, (date(2001, 1, 1), TODAY)) == "year"


def test_a_form_that_nobody_touched_asks_the_same() -> None:
    query = Grouped(scope=SCOPE, by="asset", of="downtime", limit=5)
    form = form_html(query, WORDS)
    assert "leak" in form
    told = {"query": written(query), "asked": "grouped", "by": "asset", "of": "downtime",
            "statistic": "sum", "limit": "5", "scope_first": "2026-01-01",
            "scope_last": "2026-03-31", "scope_day": "opened_at",
            "scope_machine": "PR-1"}  # fmt: skip
    assert edited(told, WORDS, NOW) == query


def test_a_form_changes_what_is_asked() -> None:
    query = Grouped(scope=SCOPE, by="asset")
    told = {"query": written(query), "asked": "pareto", "scope_machine": "press",
            "scope_first": "", "scope_last": "", "drop_mentions_0": "1"}  # fmt: skip
    pareto = edited(told, WORDS, NOW)
    assert isinstance(pareto, ParetoOf)
    assert pareto.by == "asset"
    assert pareto.scope == Meant(
        conditions=(Condition(column="asset", values=("PR-1", "PR-2")),), bounds=SCOPE.bounds
    )
    mtbf = edited({"query": written(query), "asked": "reliability"}, WORDS, NOW)
    assert isinstance(mtbf, Reliability)
    assert mtbf.kpi == "mtbf"
    with pytest.raises(BadQuestion):
        edited({"query": written(query), "asked": "grouped", "of": "salary"}, WORDS, NOW)


def test_what_lacks_and_who_may_not_decide_are_told_before_anybody_tries() -> None:
    report = _report(asset_id=None, failure_mode_code=None)
    assert missing(report) == ["asset_id", "failure_mode_code"]
    form = decide_html(report, CHEN, ["PR-1"], four_eyes=True, zone=ZONE)
    assert 'id="failure_mode_code"' in form
    assert 'data-to="approved"' in form
    own = decide_html(
        report, ADA.model_copy(update={"role": "supervisor"}), [], four_eyes=True, zone=ZONE
    )
    assert "four eyes" in own
    assert 'data-to="approved"' not in own


def test_the_times_of_a_stop_can_be_corrected_while_the_report_is_open() -> None:
    def inputs(**fields: Any) -> list[str]:
        report = _report().model_copy(update=fields)
        form = unescape(decide_html(report, CHEN, [], four_eyes=True, zone=ZONE))
        assert len(re.findall('name="malfunction_', form)) == len(set(
            re.findall('name="(malfunction_[a-z]+)"', form)
        )), "each once, so that a form finds it by its name"  # fmt: skip
        return re.findall('name="(malfunction_[a-z]+)"[^>]*data-at="([^"]+)"', form)

    start, end = "2026-02-28T23:30:00+00:00", "2026-03-01T00:05:00+00:00"
    both_told = [("malfunction_start", start), ("malfunction_end", end)]
    assert inputs() == inputs(status="approved") == both_told
    assert inputs(malfunction_end=None, status="approved") == both_told[:1]
    assert inputs(status="closed") == []
    ran_on = {"is_breakdown": False, "malfunction_start": None, "malfunction_end": None}
    assert "data-times" not in decide_html(
        _report(**ran_on), CHEN, [], four_eyes=True, zone=ZONE
    ), "of what never stood"


def test_the_log_says_what_a_correction_changed() -> None:
    event = Event(
        version=3, at=datetime(2026, 3, 1, tzinfo=UTC), actor=CHEN, action="changed",
        from_status="submitted", to_status="submitted", reason=None,
        changed={"malfunction_start": ("2026-02-28T23:30:00Z", "2026-02-28T23:10:00Z"),
                 "malfunction_end": ("2026-03-01T00:05:00Z", None),
                 "title": ("<b>", "Belt"), "secrets<": ("1", "2")},
    )  # fmt: skip
    told = unescape(changes_html(event, ZONE))
    assert "Down since" in told
    assert "停机开始" in told
    assert " 2026-03-01 07:30 → 2026-03-01 07:10; " in told, "by the site's clock"
    assert " 2026-03-01 08:05 → –; " in told
    assert told.endswith("secrets<")
    assert "<b>" not in changes_html(event, ZONE)
    assert changes_html(event.model_copy(update={"action": "approved"}), ZONE) == ""


def test_a_report_can_be_sent_back_as_another_ones_duplicate() -> None:
    first = _report(title="The <b>belt</b>")
    form = decide_html(_report(), CHEN, [], [first], four_eyes=True, zone=ZONE)
    assert f'<option value="{first.id}"' in unescape(form)
    assert "data-duplicate" in form
    assert "<b>" not in form
    approved = _report().model_copy(update={"status": "approved"})
    assert "data-duplicate" not in decide_html(
        approved, CHEN, [], [first], four_eyes=True, zone=ZONE
    )


def test_the_chat_stands_beside_its_report_or_why_it_does_not() -> None:
    now = [0.0]
    kept, whole = Kept(lambda: now[0]), FakeAssistant()
    said = "> **Stop** it [1] [2].\n[1] <i>Then</i> wait 3 [4] days."
    turns = (Turn("Why <b>E-07</b>?", words=said, state="finished"),)
    kept.keep("ada:", "a" * 32, turns, _person(ADA.name))
    chat = _report(source="chat")
    told = talk_html(chat, kept.led_to("a" * 32, ADA.name, whole))
    assert "<p>Stop it.</p>" in unescape(told), "no hole where a mark stood"
    assert "</i> wait 3 days.</p>" in unescape(told)
    assert "<b>" not in told
    assert "<i>" not in told
    now[0] = IDLE_SECONDS + 1.0
    assert "kept in memory" in talk_html(chat, kept.led_to("a" * 32, ADA.name, whole))
    assert kept.led_to(None, ADA.name, whole) == ()
    assert talk_html(_report(), ()) == ""


def _person(name: str, role: Role = "technician") -> Principal:
    return Principal.person(f"p-{name}", name, role, frozenset())


def test_what_led_to_a_report_was_asked_by_its_author() -> None:
    """Its readers are told the conversation's name, and could keep words of their own under it."""
    kept, whole, name = Kept(), FakeAssistant(), "a" * 32
    asked, forged = (Turn("Why E-07?", state="finished"),), (Turn("Ada did it", state="finished"),)

    def keep(asker: Principal, turns: Turns) -> None:
        kept.keep(owner_of(asker), name, turns, asker)

    keep(_person("Mallory"), forged)
    assert kept.led_to(name, "Ada", whole) == ()
    keep(_person("Ada", "supervisor"), asked)
    keep(_person("Mallory"), forged)
    assert kept.led_to(name, "Ada", whole) == asked, "though she sent it by PIN since"
    assert kept.led_to(name, "Ben", whole) == (), "a colleague's report, not her own"
    kept.keep("nobody:", "b" * 32, forged)
    assert kept.led_to("b" * 32, "Ada", whole) == ()
    keep(Principal.console(), asked)
    assert kept.led_to(name, "陈工", whole) == asked, "at the machine itself nobody signs in"


def test_words_that_a_field_was_taken_from_are_marked_and_never_markup() -> None:
    said = "<b>E-07</b> on the panel"
    spans = Suggestion(value="E-07", evidence=(Evidence(quote="E-07", start=3, end=7),))
    told = verbatim_html(_report(reported_text=said, ai=Provenance(fields={"fault_codes": spans})))
    assert "<mark>E&#45;07</mark>" in told
    assert "<b>" not in told


def test_the_chart_library_is_where_the_page_looks_for_it() -> None:
    assert library().startswith("/assets/PlotlyPlot-")


def _report(**fields: Any) -> Report:
    told = filled(**fields)
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    return Report(
        **dict(told), id="0192f0c1-2345-7abc-8def-0123456789ab", number="FR-2026-000001",
        site="plant", version=2, status="submitted", author=ADA, created_at=moment,
        updated_at=moment, submitted_at=moment,
    )  # fmt: skip
