"""When something was: as it was said, and resolved only where one reading is left."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reports.drafting.durations import durations
from assistant.reports.drafting.moments import Moment, readings, resolve
from assistant.reports.drafting.note import Note
from assistant.reports.drafting.times import times

SHANGHAI, VIENNA = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Vienna")
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=SHANGHAI)
"""A Wednesday afternoon."""


def when(words: str, now: datetime = NOW, zone: ZoneInfo = SHANGHAI) -> Moment | None:
    (said,) = times(Note((words,)))
    return resolve(said, now, zone)


@pytest.mark.parametrize(
    ("words", "said", "local", "precision"),
    [
        ("tripped at 14:20 today", "14:20", "", ""),
        ("tripped 14:20 again", "14:20", "2026-03-04 14:20", "minute"),
        ("stopped abt 14:20", "abt 14:20", "2026-03-04 14:20", "hour"),
        ("at 16:10 it stopped", "16:10", "2026-03-03 16:10", "minute"),
        ("down since 0640 hrs", "0640 hrs", "2026-03-04 06:40", "minute"),
        ("yesterday 3pm", "yesterday 3pm", "2026-03-03 15:00", "hour"),
        ("last night at 2:30", "last night at 2:30", "2026-03-04 02:30", "minute"),
        ("noisy this morning", "this morning", "2026-03-04 06:00", "shift"),
        ("on Monday it jammed", "on Monday", "2026-03-02 00:00", "day"),
        ("2026-02-17 08:05 stopped", "2026-02-17 08:05", "2026-02-17 08:05", "minute"),
        ("17 Feb 2026 leaking", "17 Feb 2026", "2026-02-17 00:00", "day"),
        ("25/02/2026 night shift", "25/02/2026 night shift", "2026-02-25 22:00", "shift"),
        ("下午两点半左右停机", "下午两点半左右", "2026-03-04 14:30", "hour"),
        ("昨天夜班跳闸", "昨天夜班", "2026-03-03 22:00", "shift"),
        ("昨晚2点10分跳闸", "昨晚2点10分", "2026-03-04 02:10", "minute"),
        ("上周五早上8点20", "上周五早上8点20", "2026-02-27 08:20", "minute"),
        ("前天有异响", "前天", "2026-03-02 00:00", "day"),
        ("早上7点零五分停机", "早上7点零五分", "2026-03-04 07:05", "minute"),
    ],
)
def test_what_is_said_and_what_it_comes_to(
    words: str, said: str, local: str, precision: str
) -> None:
    note = Note((words,))
    first = times(note)[0]
    assert note.words(first.span).startswith(said)
    found = resolve(first, NOW, SHANGHAI)
    if local:
        assert found is not None
        assert found.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") == local
        assert found.precision == precision


@pytest.mark.parametrize(
    "words",
    [
        "12/03 night shift",  # the third of December or the twelfth of March
        "02/03/2026",
        "5月17日 08:05",  # nobody said which year
        "17 May",
        "2026-02-30 10:00",
        "31/02/2026",
        "2027-01-01",
        "today 18:00",
        "at 2:30",
        "两点半",
    ],
)
def test_what_leaves_two_readings_or_none_is_not_resolved(words: str) -> None:
    assert when(words) is None


@pytest.mark.parametrize("words", ["turned it 1/2 turn", "三点建议", "a 2:1 ratio", "漏一点油"])
def test_no_time_is_said(words: str) -> None:
    assert times(Note((words,))) == ()


@pytest.mark.parametrize(
    ("words", "local"),
    [
        ("stopped at 7:40", ["03-03 19:40", "03-04 07:40"]),
        ("昨天7点40分停机", ["03-03 07:40", "03-03 19:40"]),
        ("stopped at 14:20", ["03-04 14:20"]),
        ("today 6:50", ["03-04 06:50"]),  # seen from the afternoon, there was no evening yet
        ("12:30 yesterday", ["03-03 12:30"]),
        ("昨天12点半停机", ["03-03 00:30", "03-03 12:30"]),
        ("today 18:00", []),
        ("12/03 at 7:40", []),
    ],
)
def test_every_moment_that_words_can_mean(words: str, local: list[str]) -> None:
    (said,) = times(Note((words,)))
    found = [one.at.astimezone(SHANGHAI) for one in readings(said, NOW, SHANGHAI)]
    assert [f"{one:%m-%d %H:%M}" for one in found] == local
    assert (resolve(said, NOW, SHANGHAI) is not None) == (len(local) == 1)


def test_a_bare_hour_is_a_time_beside_another_clock_alone() -> None:
    def told(words: str) -> list[str]:
        note = Note((words,))
        return [note.words(said.span) for said in times(note)]

    assert told("7点40停机，8点恢复") == ["7点40", "8点"]
    assert told("7点40停机，8点建议") == ["7点40"]
    assert told("8点恢复") == []


def test_last_friday_may_be_this_weeks() -> None:
    saturday = datetime(2026, 3, 7, 9, tzinfo=SHANGHAI)
    assert when("last Friday", saturday) is None
    wednesday = when("last Friday")
    assert wednesday is not None
    assert wednesday.at.astimezone(SHANGHAI).day == 27


def test_the_hour_that_no_clock_shows_and_the_one_it_shows_twice() -> None:
    spring = datetime(2026, 3, 29, 12, tzinfo=VIENNA)
    assert when("stopped 02:30", spring, VIENNA) == Moment(
        datetime(2026, 3, 28, 1, 30, tzinfo=UTC), "minute"
    )
    assert when("today 02:30", spring, VIENNA) is None
    autumn = datetime(2026, 10, 25, 12, tzinfo=VIENNA)
    assert when("02:30", autumn, VIENNA) == Moment(
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "hour"
    )


def test_the_year_ends_at_the_sites_midnight() -> None:
    new_year = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    assert when("today", new_year) == Moment(datetime(2025, 12, 31, 16, tzinfo=UTC), "day")
    assert when("yesterday 23:50", new_year) == Moment(
        datetime(2025, 12, 31, 15, 50, tzinfo=UTC), "minute"
    )


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["Asia/Shanghai", "Europe/Vienna", "America/St_Johns", "Pacific/Apia", "UTC"]),
    st.integers(0, 23),
    st.integers(0, 59),
)
def test_a_clock_is_the_latest_that_showed_it(
    now: datetime, zone_name: str, hour: int, minute: int
) -> None:
    zone = ZoneInfo(zone_name)
    found = when(f"tripped {hour:02}:{minute:02}", now, zone)
    if found is None:  # skipped by a change of the clock, or a day that a zone left out
        return
    local = found.at.astimezone(zone)
    assert (local.hour, local.minute) == (hour, minute)
    assert timedelta(0) <= now - found.at <= timedelta(hours=49)
    assert found.at.utcoffset() == timedelta(0)


@given(st.text("0123456789/:-.年月日点半周上昨今天夜班早上下午 apmMayat", max_size=40))
def test_any_digits_and_words_resolve_to_nothing_ahead(words: str) -> None:
    for said in times(Note((words,))):
        found = resolve(said, NOW, SHANGHAI)
        assert found is None or found.at <= NOW
        assert said.span.start < said.span.end <= len(words)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("down 25 mins", [25]),
        ("half an hour", [30]),
        ("1h 20min", [80]),
        ("an hour and a half", [90]),
        ("1.5 hrs", [90]),
        ("停机两个小时", [120]),
        ("停了半小时", [30]),
        ("一个半小时", [90]),
        ("约40分钟", [40]),
        ("1小时20分", [80]),
        ("两天", [2880]),
        ("14点20分", []),
        ("14时20分", []),
        ("7点零5分", []),
        ("8点一刻钟", []),
        ("8点 20分钟", [20]),
        ("12 s", []),
        ("0805 hrs", []),
        ("F02 from 5 to 12", []),
        ("9999999999 hours", []),
    ],
)
def test_durations_in_minutes(words: str, minutes: list[int]) -> None:
    assert [one.minutes for one in durations(Note((words,)))] == minutes
