"""What a turn looks like, and that hostile documents cannot change it."""

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.reply import Evidence
from assistant.errors import BadQuestion, Busy, ModelUnavailable, ShiftmateError
from ingest.document import Box, Chunk, FaultRecord, Figure
from tests.fake_assistant import FakeManual, make_answer, make_chunk
from ui.conversation import Turn, failed
from ui.prose import answer_words
from ui.render import SHOWN_TURNS, chat_messages, evidence_html, reply_html
from ui.safe import both, text
from ui.scope import scope_html
from ui.viewer import figure_html, gone_html, page_html
from ui.welcome import welcome_html
from vectorstore.assets import Asset

FOUND = tuple(
    Evidence(make_chunk(f"c{number}", f"passage {number}", page=number), 1 / number)
    for number in (1, 2, 3)
)
CITED = {1: FOUND[0].chunk, 2: FOUND[1].chunk}


class Reader(HTMLParser):
    """Notes every element, link and picture; complains about what is not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.values: dict[str, list[str]] = {"href": [], "src": []}
        self.names: set[str] = set()
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.names.add(name)
            if name in self.values:
                self.values[name].append(value or "")
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def whole(turn: Turn) -> str:
    return "".join(message["content"] for message in chat_messages([turn]))


hostile = st.text(max_size=60) | st.sampled_from(
    (
        "<img src=x onerror=alert(1)>",
        "](http://evil.invalid)",
        '"><script>',
        "${1}",
        "\n\n<b>",
        "[1]",
    )
)


@st.composite
def chunks(draw: st.DrawFn) -> Chunk:
    return make_chunk(
        draw(
            st.text(min_size=1, max_size=9).map(
                lambda name: name.encode("utf-8", "replace").decode()
            )
        ),
        draw(hostile),
        page=draw(st.none() | st.integers(1, 999)),
        kind=draw(st.sampled_from(("passage", "safety", "fault_record"))),
        title=draw(hostile),
        file_name=draw(hostile),
        section=tuple(draw(st.lists(hostile, max_size=2))),
        document_id=draw(
            st.text(min_size=1, max_size=9).map(
                lambda name: name.encode("utf-8", "replace").decode()
            )
        ),
    )


@given(st.lists(chunks(), max_size=3), hostile, st.booleans())
def test_hostile_text_adds_no_element_link_or_line(
    found: list[Chunk], words: str, refused: bool
) -> None:
    turn = Turn(
        words,
        tuple(Evidence(chunk, 1.0) for chunk in found),
        answer=make_answer(words, found, refused=refused),
    )
    for message in chat_messages([turn]):
        content = message["content"]
        read = Reader(content)
        assert "\n" not in content
        assert set(read.tags) <= {
            "div", "p", "span", "a", "img", "br", "details", "summary", "strong",
        }  # fmt: skip
        assert read.names <= {"class", "lang", "href", "src", "alt"}
        ours = ("#cite-", "#rate-0-", "#step-0-", "#aloud-0", "#report-0")
        assert all(link.startswith(ours) for link in read.values["href"])
        assert all(source.startswith("/v1/documents/") for source in read.values["src"])


@given(chunks(), st.none() | st.integers(1, 5), st.integers(0, 5), hostile, hostile)
def test_hostile_text_cannot_leave_the_viewer(
    chunk: Chunk, page: int | None, count: int, label: str, caption: str
) -> None:
    figures = [Figure(page or 1, label, label + caption, Box(0, 0, 9, 9))]
    for html in (page_html(chunk, page, count, figures), figure_html(chunk, figures, 1)):
        read = Reader(html)
        assert set(read.tags) <= {"div", "p", "span", "a", "img", "br", "button", "strong"}
        assert all(
            link.startswith(("#cite-", "#page-", "#figure-")) for link in read.values["href"]
        )
        assert all(source.startswith("/v1/documents/") for source in read.values["src"])


@given(hostile, hostile, hostile)
def test_hostile_names_cannot_leave_the_choice(tag: str, name: str, title: str) -> None:
    manuals = [FakeManual(title=title), FakeManual("e" * 64, title=name)]
    read = Reader(scope_html([Asset(tag, name, title)], manuals))
    assert " ".join(read.tags) == (
        "label span span span select option optgroup option optgroup option option"
    )
    assert read.names <= {"class", "lang", "value", "label", "data-en", "data-zh"}


def test_current_manuals_can_be_chosen_where_there_is_more_than_one() -> None:
    old, new = FakeManual("a" * 64, superseded_by="b" * 64), FakeManual("b" * 64, revision="Rev B")
    assert scope_html([Asset("CV-1")], [old, new]) == ""
    shown = scope_html([], [old, new, FakeManual("c" * 64)])
    assert "a" * 64 not in shown
    assert "Rev B" in shown


@given(hostile, hostile)
def test_hostile_file_names_cannot_leave_the_library_list(name: str, title: str) -> None:
    read = Reader(welcome_html([FakeManual(file_name=name, title=title)]))
    assert set(read.tags) <= {"h2", "p", "div", "button", "span", "ul", "li", "br"}


def test_evidence_stands_before_the_answer_and_words_do_not_redraw_it() -> None:
    waiting = chat_messages([Turn("q", FOUND)])
    talking = chat_messages([Turn("q", FOUND, words="Some")])
    assert [message["role"] for message in waiting] == ["user", "assistant", "assistant"]
    assert waiting[1] == talking[1]
    assert "passage 1" in waiting[1]["content"]
    assert "px200&#46;pdf" in waiting[1]["content"]
    assert "Table 5&#46;1" in waiting[1]["content"]
    assert "pages/1&#46;png" in waiting[1]["content"].replace("&#47;", "/")


def test_marks_become_links_only_where_there_is_something_behind_them() -> None:
    shown = answer_words("a [1] b [2][3] [99] [1", CITED)
    assert Reader(shown).values["href"] == ["#cite-c1", "#cite-c2"]
    assert "&#91;3&#93;" in shown
    assert "&#91;99&#93;" in shown


def test_cited_passages_keep_their_marks_and_others_lose_theirs() -> None:
    turn = Turn("q", FOUND, answer=make_answer("x [1]", [FOUND[1].chunk]))
    marks = [part.split("<")[0] for part in evidence_html(turn).split('class="mark">')[1:]]
    assert marks == ["1"]


def test_a_refusal_shows_what_was_found_as_no_answer_and_without_marks() -> None:
    turn = Turn("q", FOUND, answer=make_answer("The manuals do not say.", refused=True))
    assert 'class="refused"' in whole(turn)
    assert 'class="answer"' not in whole(turn)
    assert "not an answer" in evidence_html(turn).replace("&#8211;", "–")
    assert 'class="mark"' not in whole(turn)
    assert "passage 1" in whole(turn)


def test_a_refusal_without_evidence_has_no_evidence_heading() -> None:
    assert evidence_html(Turn("q", (), answer=make_answer("no", refused=True))) == ""


def test_every_trouble_says_a_sentence_in_both_languages_and_keeps_the_evidence() -> None:
    for error, english, chinese in (
        (ModelUnavailable("cuda:0 exploded"), "not available", "无法撰写"),
        (Busy(8, 30), "30 seconds", "30 秒"),
        (BadQuestion("0 characters"), "too long", "过长"),
        (ShiftmateError("odd"), "went wrong", "出了问题"),
    ):
        shown = whole(failed(Turn("q", FOUND), error))
        assert english in shown
        assert chinese in shown
        assert "still hold" in shown
        assert str(error) not in shown
        assert "running" not in shown


def test_trouble_before_any_evidence_claims_none() -> None:
    assert "still hold" not in whole(failed(Turn("q"), Busy(8, 30)))


def test_words_said_before_the_trouble_stay() -> None:
    passages = tuple(found.chunk for found in FOUND)
    turn = Turn("q", FOUND, words="Cool [1]", passages=passages)
    turn = failed(turn, ModelUnavailable("gone"))
    assert Reader(reply_html(turn)).values["href"] == ["#cite-c1"]


def test_only_the_newest_turns_are_drawn() -> None:
    turns = [Turn(f"question{number}") for number in range(30)]
    shown = chat_messages(turns)
    assert len(shown) <= 40
    assert "question29" in shown[-2]["content"]
    assert f"question{30 - SHOWN_TURNS}" in shown[0]["content"]


def test_a_record_that_says_more_than_its_fields_is_shown_whole() -> None:
    fault = FaultRecord(("F010",), "24 V low", "", "measure")
    for more in ("", "\nCall: electrician"):
        told = make_chunk("x", f"F010 24 V low\nRemedy: measure{more}", kind="fault_record")
        turn = Turn("q", (Evidence(replace(told, fault=fault), 1.0),))
        assert ("electrician" in evidence_html(turn)) is bool(more)
        assert evidence_html(turn).count("measure") == (2 if more else 1)


def test_safety_passages_are_marked_in_words() -> None:
    warning = Evidence(replace(FOUND[0].chunk, kind="safety"), 1.0)
    assert "Safety warning" in evidence_html(Turn("q", (warning,)))
    assert "安全警告" in evidence_html(Turn("q", (warning,)))


def test_a_notice_bears_no_alert_symbol() -> None:
    for word, is_quiet in (("NOTICE", True), ("CAUTION", False), ("注意", False), ("", False)):
        block = replace(FOUND[0].chunk, kind="safety", signal_word=word)
        shown = evidence_html(Turn("q", (Evidence(block, 1.0),)))
        assert ('class="kind notice"' in shown) is is_quiet


def test_a_warning_tells_how_grave_it_is_word_for_word() -> None:
    told = {
        "危险\n停机上锁。": ("danger", "危险"),
        "WARNING: springs": ("severe", "WARNING:"),
        "注意\n盖板较重。": ("caution", "注意"),
        "NOTICE keep <dry>": ("notice", "NOTICE"),
        "注意安全距离": ("", ""),
        "3 Not allowed": ("", ""),
    }
    for words, (level, sign) in told.items():
        block = replace(make_chunk("w", words, kind="safety"), signal_word="")
        shown = evidence_html(Turn("q", FOUND, safety=(block,)))
        assert f'<a class="warning{level and f" {level}"}"' in shown
        assert (f'<strong class="signal">{text(sign)}</strong>' in shown) is bool(sign)
        bare = shown.replace('<strong class="signal">', "").replace("</strong>", "")
        assert f'>{text(words)}<span class="whose">' in bare


def test_a_warning_tells_whose_it_is_and_opens_its_page() -> None:
    warning = make_chunk("w", "WARNING: springs", kind="safety", page=9, title="Press 200 <b>")
    shown = evidence_html(Turn("q", FOUND, safety=(warning,)))
    told = both("machine_card_page", title="Press 200 <b>", page=9)
    assert f'<span class="whose">{told}</span></a>' in shown
    assert "Press 200 &#60;b&#62;&#44; page 9" in told
    assert "第 9 页" in told
    assert Reader(shown).values["href"][0] == "#cite-w"
    nameless = replace(warning, title="", page=None, file_name="notes.txt")
    shown = evidence_html(Turn("q", FOUND, safety=(nameless,)))
    assert '<span class="whose">notes&#46;txt</span></a>' in shown


def test_the_viewer_turns_pages_within_the_document() -> None:
    chunk = make_chunk("c", page=1)
    assert Reader(page_html(chunk, 1, 3)).values["href"] == ["#page-2-c"]
    assert Reader(page_html(chunk, 2, 3)).values["href"] == ["#cite-c", "#page-1-c", "#page-3-c"]
    assert Reader(page_html(chunk, 3, 3)).values["href"] == ["#cite-c", "#page-2-c"]
    assert "Page 2 of 3" in page_html(chunk, 2, 3)


def test_a_format_without_pages_shows_its_text_alone() -> None:
    shown = page_html(make_chunk("c", "the note", page=None), None, 0)
    assert "<img" not in shown
    assert "the note" in shown


def test_a_passage_that_is_gone_is_said_so() -> None:
    assert "no longer in the library" in gone_html()


def test_an_empty_library_says_how_to_fill_it_and_offers_no_questions() -> None:
    shown = welcome_html([])
    assert "shiftmate ingest" in shown
    assert "example" not in shown
    assert "example" in welcome_html([FakeManual()])


def test_an_example_asks_about_a_code_that_is_known() -> None:
    shown = welcome_html([FakeManual()], "E07")
    assert "What does E07 mean" in shown
    assert "E07 是什么意思" in shown
    assert shown.count('class="example"') == 3
    assert welcome_html([FakeManual()]).count('class="example"') == 2


def test_a_long_library_is_counted_not_listed() -> None:
    assert "and 24 more" in welcome_html([FakeManual()] * 30)


def test_a_quote_is_set_apart_and_ends_at_its_mark() -> None:
    words = "> Let it cool. [1]\n\n> Check the load\n> Then start. [2]\n\nWait 10 min [1]."
    cited = {1: FOUND[0].chunk, 2: replace(FOUND[0].chunk, chunk_id="c2")}
    shown = answer_words(words, cited)
    assert shown.count("<blockquote>") == 2
    assert "Check the load<br>Then start" in shown
    assert shown.count("<p>") == 1


def test_what_is_listed_becomes_a_list() -> None:
    shown = answer_words("First\n\n- check <b>\n\n- set F02\nThen go", {})
    listed = "<ul><li>check &#60;b&#62;</li><li>set F02</li></ul>"
    assert shown == f"<p>First</p>{listed}<p>Then go</p>"


def test_a_quote_that_says_no_more_than_the_card_is_left_out() -> None:
    quoted = "\n".join(f"> {line}" for line in FOUND[0].chunk.text.splitlines())
    assert answer_words(f"{quoted} [1]", {1: FOUND[0].chunk}, FOUND[0].chunk) == ""
    assert "<blockquote>" in answer_words(f"{quoted} [1]", {1: FOUND[0].chunk})
