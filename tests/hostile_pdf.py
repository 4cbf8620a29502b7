"""Hostile PDFs, most written object by object."""

import io
import zlib
from collections.abc import Mapping

from reportlab.lib.pdfencrypt import StandardEncryption

from tests.hostile import ANY, READ, Band, through
from tests.paper import make_pdf, writing

BAND = Band()


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, 1 being the catalogue."""
    out, offsets = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects.items():
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % offsets.get(number, 0))
    out.write(b"trailer << /Size %d /Root 1 0 R %b >>\n" % (size, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def stream(data: bytes, entries: bytes = b"", length: int | None = None) -> bytes:
    length = len(data) if length is None else length
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (length, entries, data)


WORDS = b"BT /F 12 Tf 72 700 Td (Replace the fuse of the pump before starting it) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(
    content: bytes = b"",
    extra: Mapping[int, bytes] | None = None,
    resources: bytes = b"",
    page: bytes = b"/MediaBox [0 0 595 842]",
    catalogue: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """Objects: 1 catalogue, 2 pages, 3 page, 4 content, 5 font, from 6 on the extra ones."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalogue,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %b "
            b"/Resources << /Font << /F 5 0 R >> %b >> >>" % (page, resources),
            4: content or stream(WORDS),
            5: FONT,
            **(extra or {}),
        },
        trailer,
    )


def sound_pdf() -> bytes:
    pages = [writing(f"Page {n}: replace the fuse of pump {n}", "Alarm E-07") for n in range(6)]
    return through("a.pdf", lambda path: make_pdf(path, *pages, title="Pump"))


for share in (1, 10, 25, 50, 75, 90, 99):
    BAND.add(
        f"cut_{share}.pdf",
        lambda share=share: sound_pdf()[: len(sound_pdf()) * share // 100],
        "cut off|not a PDF|damaged",
    )


BAND.fuzz(".pdf", sound_pdf, [4, 8, 16, 32, 64, 128, 3, 2, 1, 2, 3, 5])
BAND.add(
    "page_tree_loop.pdf",
    lambda: pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>",
        }
    ),
)


@BAND.maker("page_tree_deep.pdf")
def _() -> bytes:
    nodes = {
        n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (n + 1, n - 1)
        for n in range(2, 20_000)
    }
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **nodes, 20_000: b"<< /Type /Page >>"})


BAND.add(
    "page_count_lies.pdf",
    lambda: pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        }
    ),
)
BAND.add(
    "page_count_negative.pdf",
    lambda: pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count -7 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        }
    ),
)


@BAND.maker("pages_100000.pdf", "100,000 pages, more than the 20,000 allowed")
def _() -> bytes:
    count = 100_000
    pages = dict.fromkeys(range(3, 3 + count), b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    kids = b" ".join(b"%d 0 R" % n for n in pages)
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
            **pages,
        }
    )


def form(does: bytes, resources: bytes) -> bytes:
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %b >>" % resources
    return stream(does, entries)


BAND.add(
    "form_calls_itself.pdf",
    lambda: one_page(
        stream(WORDS + b" /X Do"),
        {6: form(b"/X Do /X Do", b"/XObject << /X 6 0 R >>")},
        b"/XObject << /X 6 0 R >>",
    ),
)


@BAND.maker("forms_doubling.pdf")
def _() -> bytes:
    forms = {n: form(b"/X Do /X Do", b"/XObject << /X %d 0 R >>" % (n + 1)) for n in range(6, 45)}
    forms[45] = form(WORDS, b"/Font << /F 5 0 R >>")
    return one_page(stream(b"/X Do"), forms, b"/XObject << /X 6 0 R >>")


for name, box in {
    "huge": b"[0 0 1e38 1e38]",
    "negative": b"[595 842 0 0]",
    "empty": b"[0 0 0 0]",
    "words": b"[a b c d]",
    "short": b"[0 0]",
    "overflow": b"[-3e38 -3e38 3e38 3e38]",
    "large": b"[0 0 2000000 2000000]",
}.items():
    BAND.add(f"box_{name}.pdf", lambda box=box: one_page(page=b"/MediaBox " + box))
BAND.add("rotated_oddly.pdf", lambda: one_page(page=b"/MediaBox [0 0 595 842] /Rotate 45"))
BAND.add("length_long.pdf", lambda: one_page(stream(WORDS, length=10**9)))
BAND.add("length_short.pdf", lambda: one_page(stream(WORDS, length=3)))
BAND.add("length_negative.pdf", lambda: one_page(stream(WORDS, length=-5)))
BAND.add(
    "length_loop.pdf", lambda: one_page(b"<< /Length 4 0 R >>\nstream\n" + WORDS + b"\nendstream")
)


def squeezed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 6)
    return stream(data, b"/Filter [%b]" % (b" /FlateDecode" * times))


BAND.add("flate_bomb.pdf", lambda: one_page(squeezed(WORDS + b" " * (150 << 20))))
BAND.add("flate_bomb_twice.pdf", lambda: one_page(squeezed(bytes(100 << 20), 3)))
BAND.add("many_words.pdf", lambda: one_page(squeezed(WORDS * 20_000)))
BAND.add("many_marks.pdf", lambda: one_page(squeezed(b"0 0 m 9 9 l S " * 1_000_000 + WORDS)))
BAND.add("saved_states.pdf", lambda: one_page(squeezed(b"q " * 2_000_000 + WORDS)))
BAND.add("deep_arrays.pdf", lambda: one_page(stream(b"[" * 500_000 + WORDS)))
BAND.add(
    "deep_object.pdf",
    lambda: one_page(extra={6: b"[" * 100_000 + b"]" * 100_000}, catalogue=b"/Odd 6 0 R"),
)
BAND.add("xref_loop.pdf", lambda: one_page(trailer=b"/Prev 9"), ANY)
BAND.add(
    "outline_loop.pdf",
    lambda: one_page(
        catalogue=b"/Outlines 6 0 R",
        extra={
            6: b"<< /First 7 0 R /Last 7 0 R /Count 9 >>",
            7: b"<< /Title (again) /Next 7 0 R /First 7 0 R /Parent 6 0 R /Dest [3 0 R /Fit] >>",
        },
    ),
    READ,
)


@BAND.maker("outline_long.pdf", READ)
def _() -> bytes:
    last = 20_000
    items = {
        n: b"<</Title(x)/Parent 6 0 R/Next %d 0 R/Dest[3 0 R/Fit]>>" % (n + 1)
        for n in range(7, last)
    }
    items[last] = b"<</Title(x)/Parent 6 0 R>>"
    return one_page(
        catalogue=b"/Outlines 6 0 R", extra={6: b"<</First 7 0 R/Last %d 0 R>>" % last, **items}
    )


BAND.add(
    "cmap_bomb.pdf",
    lambda: one_page(
        extra={
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
            6: stream(
                b"/CIDInit /ProcSet findresource begin begincmap\n"
                b"1 begincodespacerange <00000000> <ffffffff> endcodespacerange\n"
                + b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange\n" * 50
                + b"endcmap"
            ),
        }
    ),
)


def image(entries: bytes, data: bytes = b"abc") -> bytes:
    body = stream(
        data,
        b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 " + entries,
    )
    return one_page(stream(b"600 0 0 800 0 0 cm /X Do"), {6: body}, b"/XObject << /X 6 0 R >>")


BAND.add("image_huge.pdf", lambda: image(b"/Width 100000 /Height 100000"))
BAND.add(
    "image_flate_bomb.pdf",
    lambda: image(
        b"/Width 10000 /Height 10000 /Filter /FlateDecode", zlib.compress(bytes(100 << 20), 9)
    ),
)
BAND.add("image_jbig2.pdf", lambda: image(b"/Width 60000 /Height 60000 /Filter /JBIG2Decode"))
BAND.add(
    "image_jpx.pdf", lambda: image(b"/Width 9 /Height 9 /Filter /JPXDecode", b"\0\0\0\x0cjP  \r\n")
)
BAND.add("image_negative.pdf", lambda: image(b"/Width -9 /Height -9"))
BAND.add("mask_loop.pdf", lambda: image(b"/Width 9 /Height 9 /SMask 6 0 R"))
BAND.add(
    "name_odd.pdf",
    lambda: one_page(trailer=b"/Info << /Title <FEFFD800DC00D800004100000041> /Author (\\000) >>"),
    READ,
)
BAND.add(
    "locked.pdf",
    lambda: through(
        "a.pdf", lambda path: make_pdf(path, writing("x"), encrypt=StandardEncryption("secret"))
    ),
    "locked with a password",
)
BAND.add("end_only.pdf", lambda: b"%PDF-1.7\n%%EOF", "damaged")
BAND.add("zeros.pdf", lambda: bytes(1 << 20), "not a PDF")
BAND.add("junk_before.pdf", lambda: b"junk " * 100 + one_page(), READ)
BAND.add("megabyte_of_digits.pdf", lambda: b"%PDF-1.7\n" + b"9" * (4 << 20) + b" 0 obj\n%%EOF")
