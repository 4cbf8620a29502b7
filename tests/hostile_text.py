"""Hostile text, tables, HTML and Markdown."""

import random

from PIL import Image

from tests.hostile import ANY, READ, Band, through

BAND = Band()
BILLION = (
    "<!DOCTYPE l [<!ENTITY a 'lol'>"
    + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
BAND.add("empty.txt", lambda: b"", "0 bytes long")
BAND.add("blank.md", lambda: b" \n\t\n", "holds no text")
BAND.add("one_line.txt", lambda: b"pump seal 4711 " * 100_000, READ)
BAND.add("one_word.txt", lambda: b"x" * 1_000_000, READ)
BAND.add("one_chinese_line.txt", lambda: "更换主轴冷却风扇".encode() * 60_000, READ)
BAND.add("nul.txt", lambda: b"pump\x00seal\n" * 1000, "binary|neither")
BAND.add("nul_late.txt", lambda: b"pump seal\n" * 5000 + b"\x00", "neither UTF-8")
BAND.add("surrogates.txt", lambda: b"pump \xed\xa0\x80 seal", ANY)
BAND.add("utf32.txt", lambda: "pump seal".encode("utf-32"), "binary|neither")
BAND.add("half_utf16.txt", lambda: "pump seal".encode("utf-16")[:-1], "neither UTF-8")
BAND.add("noise.txt", lambda: random.Random(1).randbytes(200_000), "binary|neither|not a")  # noqa: S311
BAND.add("controls.txt", lambda: bytes(range(1, 32)) * 3000 + b"pump seal", READ)
BAND.add("combining.txt", lambda: ("a" + "\u0301" * 500_000 + " pump").encode(), READ)
BAND.add("right_to_left.txt", lambda: ("\u202e\u2066pump\u200b" * 50_000).encode(), READ)
BAND.add("program.txt", lambda: b"\x7fELF" + bytes(4096), "a program")
BAND.add(
    "picture.txt",
    lambda: through("a.png", lambda path: Image.new("L", (9, 9)).save(path)),
    "a PNG picture",
)

BAND.add(
    "columns_100000.csv",
    lambda: b",".join(b"c%d" % n for n in range(100_000)) + b"\n" + b"1," * 99_999 + b"1\n",
    "100,000 filled cells in one row",
)
BAND.add("empty_columns.csv", lambda: (b"," * 20_000 + b"\n") * 500 + b"Code,Cause\nE1,dry\n", READ)
BAND.add("quote_without_end.csv", lambda: b'Code,Cause\nE1,"' + b"x,y\n" * 200_000, "field larger")
BAND.add("quotes.csv", lambda: b'"' * 1_000_001, "field larger|holds no text")
BAND.add("rows_300000.csv", lambda: b"Code,Cause\n" + b"E1,dry\n" * 20_000, READ)
BAND.add("header_alone.csv", lambda: b"Code,Cause\n", READ)

BAND.add("deep.html", lambda: b"<div>" * 100_000 + b"pump" + b"</div>" * 100_000, "damaged HTML")
BAND.add("bold_open.html", lambda: b"<b><i>pump " * 50_000, ANY)
BAND.add(
    "tables_deep.html", lambda: b"<table><tr><td>" * 200 + b"pump" + b"</td></tr></table>" * 200
)
BAND.add(
    "spans.html",
    lambda: b"<table>" + b'<tr><td colspan="999999999">pump</td></tr>' * 2000 + b"</table>",
    READ,
)
BAND.add(
    "attributes.html",
    lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(20_000)) + b">pump</p>",
)
BAND.add(
    "entities.html",
    lambda: b"<!DOCTYPE html [<!ENTITY a 'b'>]><p>pump &a; &#0; &#xD800; &#x110000;",
)
BAND.add("comment_open.html", lambda: b"<p>pump</p><!--" + b"-" * 3_000_000)
BAND.add("laughs.html", lambda: (BILLION + "<html><p>pump &j;</p></html>").encode(), ANY)

BAND.add("quotes_deep.md", lambda: b">" * 50_000 + b" pump", "nested more than 100 deep")
BAND.add("brackets.md", lambda: b"[" * 50_000 + b" pump")
BAND.add("links_nested.md", lambda: b"[" * 20_000 + b"pump" + b"](x)" * 20_000)
BAND.add("emphasis.md", lambda: b"*a _b " * 30_000)
BAND.add("stars.md", lambda: b"**" * 100_000 + b"pump")
BAND.add("backticks.md", lambda: b" ".join(b"`" * n for n in range(1, 1500)))
BAND.add("lists_deep.md", lambda: b"".join(b"  " * n + b"- pump\n" for n in range(1500)), "nested")
BAND.add("lists_wide.md", lambda: b"- " * 30_000 + b"pump", "nested more than 100 deep")
BAND.add(
    "table_wide.md", lambda: b"|a" * 5000 + b"|\n" + b"|-" * 5000 + b"|\n" + b"|1" * 5000 + b"|\n"
)
BAND.add("front_matter_open.md", lambda: b"---\n" + b"title: x\n" * 20_000 + b"pump", READ)
BAND.add("autolinks.md", lambda: b"<" * 100_000 + b"pump")
BAND.add("html_in.md", lambda: b"<div>\n" * 3000 + b"pump")
