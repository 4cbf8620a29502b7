"""Text from files, people and models never becomes markup."""

import html
import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ui.links import link_to, place_of
from ui.phrases import PHRASES
from ui.safe import both, path_part, text

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "![x](http://evil.invalid/1.png) [y](javascript:alert(1))",
    "${alert(1)} {{constructor.constructor('x')()}} `code` $$x$$ <!-- -->",
    "    indented\n\n# heading\n- list\n\n</div>",
    "&lt;b&gt; &#60;b&#62;",
    "http://evil.invalid www.evil.invalid me@evil.invalid",
)

anything = st.text() | st.sampled_from(HOSTILE)


def visible(raw: str) -> str:
    return "".join(
        sign
        for sign in raw
        if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )


@given(anything)
def test_only_harmless_signs_are_left(raw: str) -> None:
    left = text(raw).replace("<br>", "")
    assert not set(left) & set("<>\"'`$*_[]()!{}\\/=\n\r\t:.@-+|~")
    assert re.fullmatch(r"(?:[^&]|&#\d+;)*", left)


@given(anything)
def test_a_reader_sees_the_same_words(raw: str) -> None:
    assert html.unescape(text(raw).replace("<br>", "\n")) == visible(raw).replace("\t", " ")


@given(anything)
@example("a\n\n<img src=x>")
def test_markdown_makes_nothing_of_it(raw: str) -> None:
    markdown = MarkdownIt("commonmark", {"linkify": False}).enable("table")
    block = f"<div>{text(raw)}</div>"
    tokens = markdown.parse(block)
    assert [token.type for token in tokens] == ["html_block"]
    assert tokens[0].content.rstrip("\n") == block


def test_direction_overrides_cannot_disguise_a_file_name() -> None:
    assert text("manual\u202egnp.exe") == "manualgnp&#46;exe"


@given(
    st.text(min_size=1, max_size=60),
    st.sampled_from([(None, None), (7, None), (999_999, None), (None, 1), (None, 30)]),
)
def test_a_link_leads_back_to_its_passage(
    chunk_id: str, inside: tuple[int | None, int | None]
) -> None:
    chunk_id = chunk_id.encode("utf-8", "replace").decode()
    link = link_to(chunk_id, *inside)
    assert re.fullmatch(r"#[\w.%-]+", link, re.ASCII)
    assert place_of(link) == (chunk_id, *inside)


@given(anything | st.none() | st.integers())
def test_links_this_page_did_not_write_are_no_places(link: object) -> None:
    if not (isinstance(link, str) and link.startswith(("#cite-", "#page-", "#figure-"))):
        assert place_of(link) is None


def test_a_path_part_cannot_climb_or_break_out() -> None:
    assert path_part("../a b?c#d\"'<") == "..%2Fa%20b%3Fc%23d%22%27%3C"


def test_every_phrase_is_said_in_both_languages_with_the_same_holes() -> None:
    for key, phrase in PHRASES.items():
        assert phrase.en.strip(), key
        assert re.findall(r"{\w+}", phrase.en) == sorted(
            re.findall(r"{\w+}", phrase.zh), key=re.findall(r"{\w+}", phrase.en).index
        ), key
    chinese = [
        key for key, phrase in PHRASES.items() if not re.search(r"[\u4e00-\u9fff]", phrase.zh)
    ]
    numbers_and_names = {"figure_picture", "rep_by", "backup_mb", "csv_n"}
    assert set(chinese) == numbers_and_names | {"admin_webhooks", "people_has_pin"}


def test_a_phrase_with_a_hostile_value_stays_a_phrase() -> None:
    assert "<b>" not in both("page", page="<b>")
