"""tickets.toml: what it may say, where its secrets are, and what a report becomes by it."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reports.model import Actor, Report
from assistant.tickets.connections import load_connections
from assistant.tickets.errors import BadTickets
from assistant.tickets.fields import new_ticket
from assistant.tickets.plain import as_html, document_text, plain
from tests.report_forms import OTHER_ID, filled

ENVIRONMENT = {"SHIFTMATE_HOOK": "hook", "SHIFTMATE_TOKEN": " let-me-in\n"}
SOUND = """
[helpdesk]
system = "zammad"
url = "https://desk.lan/"
answers = true
reports = true
hook = {env = "SHIFTMATE_HOOK"}
token = {env = "SHIFTMATE_TOKEN"}
title = {zh = "{machine}：{title} {number}", en = "{title} ({number})"}
body = {en = "Where: {location}\\nWhat: {description}"}
[helpdesk.fields]
group = "Maintenance"
custom = {a = 1, b = 2}
[helpdesk.map.priority]
high = {priority = "3 high"}
"*" = {priority = "2 normal", custom = {b = 3}}
[helpdesk.map.safety_relevant]
true = {tags = "safety"}
"""


def report(**fields: object) -> Report:
    told = filled(**fields).model_dump()
    at = "2026-03-02T08:00:00Z"
    own = {"id": OTHER_ID, "number": "FR-2026-000123", "site": "plant", "version": 1}
    own |= {"status": "submitted", "author": Actor(), "created_at": at, "updated_at": at}
    return Report.model_validate({**told, **own})


def write(folder: Path, told: str) -> Path:
    (folder / "tickets.toml").write_text(told, encoding="utf-8")
    return folder


def test_without_a_file_there_are_no_connections(tmp_path: Path) -> None:
    assert load_connections(tmp_path, {}) == {}


def test_a_report_becomes_what_the_mapping_says(tmp_path: Path) -> None:
    connection = load_connections(write(tmp_path, SOUND), ENVIRONMENT)["helpdesk"]
    assert (connection.key("token"), connection.told.url) == ("let-me-in", "https://desk.lan")
    assert "let-me-in" not in repr(connection)
    high = new_ticket(connection, report(priority="high", safety_relevant=True))
    assert (high.title, high.number) == ("Belt is loose (FR-2026-000123)", "FR-2026-000123")
    assert high.body.startswith("What: The belt of the infeed conveyor")  # nobody said where
    assert high.body.endswith(f"shiftmate:{OTHER_ID}")
    assert high.fields == {
        "group": "Maintenance",
        "custom": {"a": 1, "b": 2},
        "priority": "3 high",
        "tags": "safety",
    }
    other = new_ticket(connection, report(priority=None, language="zh-CN"))
    assert other.title == "CV-201 cv201：Belt is loose FR-2026-000123"
    assert (other.fields["priority"], other.fields["custom"]) == ("2 normal", {"a": 1, "b": 3})
    assert "设备：CV-201 cv201" in other.body
    long = new_ticket(connection, report(title="x" * 120, asset_id="A" * 200, language="zh"))
    assert len(long.title) <= 150
    assert long.title.endswith("[FR-2026-000123]")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('system = "zammad"', 'system = "zendesk"', "helpdesk.system"),
        ("https://desk.lan/", "ftp://desk.lan/", "https://"),
        ("https://desk.lan/", "https://a:b@desk.lan/", "user"),
        ('hook = {env = "SHIFTMATE_HOOK"}', "", "needs a hook"),
        ('{env = "SHIFTMATE_HOOK"}', '{env = "PATH"}', "helpdesk.hook.env"),
        ('{env = "SHIFTMATE_HOOK"}', '{env = "SHIFTMATE_NONE"}', "holds no secret"),
        ('{env = "SHIFTMATE_HOOK"}', "{}", "either env or file"),
        ('{env = "SHIFTMATE_HOOK"}', '"in the clear"', "helpdesk.hook"),
        ("high =", "hihg =", "'hihg' is none of urgent"),
        ("map.priority", "map.prio", "'prio' is none of priority"),
        ("{title} ({number})", "{title}", "{number}"),
        ("{location}", "{location.__class__}", "is none of number"),
        ("{location}", "{location", "no template"),
        ("[helpdesk]", "[Help desk]", "cannot be read"),
        ("[helpdesk]", '["../x"]', "no name"),
        ("answers = true", "answer = true", "helpdesk.answer"),
        ('group = "Maintenance"', "group = ", "cannot be read"),
        ('group = "Maintenance"', "since = 2026-03-02", "as JSON"),
        ('group = "Maintenance"', "odds = nan", "as JSON"),
        ('system = "zammad"', 'system = "osticket"', "is not for it"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in SOUND
    with pytest.raises(BadTickets, match=r"tickets\.toml") as refusal:
        load_connections(write(tmp_path, SOUND.replace(before, after)), ENVIRONMENT)
    assert told in str(refusal.value)


def test_a_secret_in_a_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    kept = tmp_path / "hook"
    folder = write(tmp_path, SOUND.replace('{env = "SHIFTMATE_HOOK"}', '{file = "hook"}'))
    with pytest.raises(BadTickets, match="cannot be read"):
        load_connections(folder, ENVIRONMENT)
    kept.write_text("from a file\n")
    kept.chmod(0o640)
    with pytest.raises(BadTickets, match="chmod 600"):
        load_connections(folder, ENVIRONMENT)
    kept.chmod(0o600)
    assert load_connections(folder, ENVIRONMENT)["helpdesk"].key("hook") == "from a file"


def test_markup_of_tickets_is_read_as_words() -> None:
    told = "<style>p{}</style><p>Press&nbsp;1<br>trips &amp; <b>stops</b></p><script>x</script>"
    assert plain(told) == "Press 1\ntrips & stops"
    assert plain("a < b and c > d, E-07") == "a < b and c > d, E-07"
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": "E07"}]}
    assert document_text({"type": "doc", "content": [paragraph, {"text": "!"}]}) == "E07\n!"


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("<![gateway[x]]> PA11", "PA11"),
        ("<html><![gateway[error]></html>", ""),
        (
            "Replace <head> gasket of the engine, code E07",
            "Replace <head> gasket of the engine, code E07",
        ),
        ("Conveyor<br><style>E07 <!-- stands", "Conveyor\n<style>E07 <!-- stands"),
        ("<head><title>Mail</title></head><p>E07</p>", "E07"),
        ("<!--[if mso]><p>old</p><![endif]--><b>E07</b> --> now", "E07 --> now"),
        ("Alarm <E07> on <PA11><br/>&lt;M3&gt;", "Alarm <E07> on <PA11>\n<M3>"),
        ("<a title=\"a>b\" href='x'>E07</a><o:p></o:p>", "E07"),
    ],
)
def test_no_markup_hides_what_was_said(told: str, read: str) -> None:
    assert plain(told) == read


_SCRAPS = [
    "<![",
    "<!--",
    "-->",
    "]]>",
    "<head",
    "</style",
    "<p ",
    ">",
    "&#x;",
    "&lt",
    "'",
    '"',
    "E07",
]


@given(st.lists(st.sampled_from(_SCRAPS) | st.text(max_size=9), max_size=12).map("".join))
def test_any_text_is_read(told: str) -> None:
    assert "E07" in plain(f"{told}> E07")


@pytest.mark.parametrize("scrap", ["<!--", "<a '\"", "<p ", "<head>", "<!", "<a \"<b '"])
def test_hostile_markup_is_read_at_once(scrap: str) -> None:
    begun = time.process_time()
    plain(scrap * 15_000)
    assert time.process_time() - begun < 1


@given(st.text(max_size=60))
def test_what_we_write_as_markup_is_read_as_it_was(text: str) -> None:
    told = plain(as_html(plain(text)))
    assert " ".join(told.split()) == " ".join(plain(plain(text)).split())
