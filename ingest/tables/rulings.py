"""Lines drawn on a PDF page: what rules a table off. As PDFium holds them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_OBJECTS = 6000
"""Looked at on one page. A page of more is a drawing."""
_MAX_SEGMENTS = 400
"""Of one path. A longer one is a curve or a picture."""
_DEEPEST = 3
"""Forms inside forms."""
_THIN = 3.0
"""Points. A filled bar no wider is a ruling."""
_STRAIGHT = 0.6
"""Points by which a ruling may lean."""

Boxes = NDArray[np.float32]
_Matrix = tuple[float, float, float, float, float, float]
_Bar = tuple[float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_EDGES = (ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float())
"""Where PDFium writes; it works under the LOCK, so one set is enough."""


def rulings_of(page: PdfPage) -> Boxes:
    """(n, 4) left, top, right, bottom in user space of upright and level bars. Take the LOCK."""
    bars = list(islice(_bars(page), 2 * MAX_OBJECTS))
    return np.asarray(bars, np.float32).reshape(len(bars), 4)


def _bars(page: PdfPage) -> Iterator[_Bar]:
    import pypdfium2.raw as raw

    for item, matrix in islice(_paths(page.raw, raw), MAX_OBJECTS):
        yield from _bars_of(item, matrix, raw)


def _paths(handle: Any, raw: Any) -> Iterator[tuple[Any, _Matrix]]:  # noqa: ANN401, foreign handles
    """Every path of the page, those in forms too, with the matrix that its form lies under."""
    type_of, object_at = raw.FPDFPageObj_GetType, raw.FPDFPage_GetObject
    for index in range(raw.FPDFPage_CountObjects(handle)):
        item = object_at(handle, index)
        kind = type_of(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield item, _IDENTITY
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            yield from _paths_in(item, _IDENTITY, 1, raw)


def _paths_in(form: Any, above: _Matrix, depth: int, raw: Any) -> Iterator[tuple[Any, _Matrix]]:  # noqa: ANN401
    matrix = _times(_matrix_of(form, raw), above)
    for index in range(raw.FPDFFormObj_CountObjects(form)):
        item = raw.FPDFFormObj_GetObject(form, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield item, matrix
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _paths_in(item, matrix, depth + 1, raw)


def _bars_of(item: Any, above: _Matrix, raw: Any) -> Iterator[_Bar]:  # noqa: ANN401
    """A thin path is one bar; a larger one that is stroked has a bar for each straight edge."""
    count = raw.FPDFPath_CountSegments(item)
    if not 1 < count <= _MAX_SEGMENTS:
        return
    left, bottom, right, top = _placed(_bounds_of(item, raw), above)
    if min(right - left, top - bottom) <= _THIN:
        yield left, top, right, bottom
    elif _is_stroked(item, raw):
        yield from _edges_of(item, count, _times(_matrix_of(item, raw), above), raw)


def _edges_of(item: Any, count: int, matrix: _Matrix, raw: Any) -> Iterator[_Bar]:  # noqa: ANN401
    x, y = ctypes.c_float(), ctypes.c_float()
    begin = last = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _moved(x.value, y.value, matrix)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield from _straight(last, point)
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _straight(last, begin)
            last = begin


def _straight(a: tuple[float, float], b: tuple[float, float]) -> Iterator[_Bar]:
    (x0, y0), (x1, y1) = a, b
    if (abs(x0 - x1) <= _STRAIGHT) != (abs(y0 - y1) <= _STRAIGHT):
        yield min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1)


def _is_stroked(item: Any, raw: Any) -> bool:  # noqa: ANN401
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    return bool(stroke.value)


def _bounds_of(item: Any, raw: Any) -> _Bar:  # noqa: ANN401
    """Left, bottom, right, top in the space of what holds it."""
    left, bottom, right, top = _EDGES
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _matrix_of(item: Any, raw: Any) -> _Matrix:  # noqa: ANN401
    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """PDF 32000-1, 8.3.4: inner applies first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _moved(x: float, y: float, matrix: _Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _placed(bounds: _Bar, matrix: _Matrix) -> _Bar:
    if matrix is _IDENTITY:
        return bounds
    (x0, y0), (x1, y1) = _moved(*bounds[:2], matrix), _moved(*bounds[2:], matrix)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
