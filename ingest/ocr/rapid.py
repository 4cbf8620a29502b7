"""RapidOCR with the PP-OCRv4 models it ships (zh and en, Apache-2.0), as a Recognizer.

Its parts are used, not its whole: lines are found on a smaller picture, which is quicker and frames
them with more room, and read from the full one; each line is read by itself, so that no short one
is padded to the length of a long one. Over pages of manuals that took half the processor time of
one size and RapidOCR's own batches, and found 0.97 of the words instead of 0.76, since tightly
framed words run together.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from math import sqrt
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.document import Box
from ingest.ocr.engine import OcrFailed, OcrUnavailable, Picture, Reading, Recognition, Step

if TYPE_CHECKING:
    from rapidocr_onnxruntime import RapidOCR

_FINDING_SCALE = 0.6
"""Of the picture's own. Over twelve pages 0.46 found 0.94 of the words, 0.6 0.97, 0.8 no more."""
_FINDING_PIXELS = (500_000, 3_200_000)
"""Least and most, of the picture that lines are found on; its cost grows with them."""
_NARROWEST = 64
"""Pixels. A narrower picture is given a margin: its finder shrinks every side to 32nds."""
_LONGEST = 100.0
"""Times its height. A longer line is a ruling or a frame, and would take minutes to read."""
_LINES_A_STEP = 8
_VOTERS = 12
"""Lines, the longest, that tell how the page is turned."""
_LONG = 2.0
"""Times its height. A line that long tells its direction by its shape."""
_BEGINNING = 5.0
"""Times its height, of a line's beginning. The classifier squeezes what is longer out of shape."""
_TALL = 1.5
"""Times its width. RapidOCR turns a higher crop on its side, anticlockwise, before reading it."""

_MAKING = Lock()

Corners = NDArray[np.float32]
"""(n, 4, 2): x and y of each line's corners, clockwise from the top left."""


def rapid_recognizer() -> RapidRecognizer:
    """The one that this process uses; made when first asked for, in about a second.

    Raises:
        OcrUnavailable: it is not installed, or a library that it needs is missing.
    """
    with _MAKING:
        return _made()


@functools.cache
def _made() -> RapidRecognizer:
    return RapidRecognizer()


class RapidRecognizer:
    """A Recognizer that works on one processor a picture."""

    def __init__(self) -> None:
        self._engine = _loaded()

    def recognize(self, picture: Picture, step: Step) -> Recognition:
        """See Recognizer."""
        import cv2
        from rapidocr_onnxruntime.utils.infer_engine import ONNXRuntimeError

        try:
            return self._recognize(_with_margin(picture), step)
        except (ONNXRuntimeError, cv2.error) as exc:
            *_, last = str(exc).strip().splitlines()
            raise OcrFailed(f"the OCR engine failed over it ({last})") from exc

    def _recognize(self, picture: Picture, step: Step) -> Recognition:
        corners = self._found(picture)
        step()
        turn = self._turn(picture, corners)
        if turn:
            picture = np.ascontiguousarray(np.rot90(picture, -turn // 90))
            corners = self._found(picture)
            step()
        readings: list[Reading] = []
        for begin in range(0, len(corners), _LINES_A_STEP):
            readings += self._read(picture, corners[begin : begin + _LINES_A_STEP])
            step()
        height, width = picture.shape[:2]
        return Recognition(tuple(readings), width, height, turn)

    def _found(self, picture: Picture) -> Corners:
        """Where lines stand, in pixels of the picture."""
        import cv2

        height, width = picture.shape[:2]
        least, most = (sqrt(pixels / (height * width)) for pixels in _FINDING_PIXELS)
        scale = min(max(_FINDING_SCALE, least), most)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        found, _ = self._engine.text_det(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
        if found is None or not len(found):
            return np.zeros((0, 4, 2), np.float32)
        scale_back = np.array((width / size[0], height / size[1]), np.float32)
        corners: Corners = found.astype(np.float32) * scale_back
        return corners[_is_readable(corners)]

    def _turn(self, picture: Picture, corners: Corners) -> int:
        """Degrees, clockwise, that set the page upright, by a vote of its longest lines."""
        if not len(corners):
            return 0
        wide, high = _sides(corners)
        tall = high > _LONG * wide
        told = tall | (wide > _LONG * high)
        sideways = bool(high[tall].sum() > wide[told & ~tall].sum())
        voters = np.flatnonzero(told & (tall == sideways))
        voters = voters[np.argsort(-np.maximum(wide, high)[voters])][:_VOTERS]
        crops = [_beginning(crop) for crop in self._crops(picture, corners[voters])]
        over = 2 * sum(self._upside_down(crops)) > len(crops) and self._reads_better_over(crops)
        return {(False, False): 0, (False, True): 180, (True, False): 270, (True, True): 90}[
            sideways, over
        ]

    def _reads_better_over(self, crops: Sequence[Picture]) -> bool:
        """Asked only where most seem upside down: the classifier is often wrong, this never yet."""
        over = [np.ascontiguousarray(np.rot90(crop, 2)) for crop in crops]
        sure, surer = (
            sum(confidence * len(text) for text, confidence in self._engine.text_rec(lines)[0])
            for lines in (list(crops), over)
        )
        return bool(surer > sure)

    def _upside_down(self, crops: list[Picture]) -> list[bool]:
        _, labels, _ = self._engine.text_cls(list(crops))
        return [label == "180" for label, _ in labels]

    def _read(self, picture: Picture, corners: Corners) -> list[Reading]:
        crops = self._crops(picture, corners)
        wide, high = _sides(corners)
        tall = np.flatnonzero(high >= _TALL * wide).tolist()
        if tall:  # on an upright page these are labels set sideways, either way
            over = self._upside_down([crops[i] for i in tall])
            for i, is_over in zip(tall, over, strict=True):
                crops[i] = np.ascontiguousarray(np.rot90(crops[i], 2)) if is_over else crops[i]
        read, _ = self._engine.text_rec(crops, return_word_box=True)
        return [
            _reading(corners[i], text, confidence, None if i in tall else places)
            for i, (text, confidence, places) in enumerate(read)
        ]

    def _crops(self, picture: Picture, corners: Corners) -> list[Picture]:
        crops: list[Picture] = self._engine.get_crop_img_list(picture, list(corners))
        return crops


def _loaded() -> RapidOCR:
    try:
        import cv2
        from rapidocr_onnxruntime import RapidOCR
    except ImportError as exc:
        raise OcrUnavailable(
            f"needs OCR, but its engine cannot be loaded ({exc}); run "
            "`pip install --no-deps --ignore-requires-python rapidocr-onnxruntime`"
        ) from exc
    cv2.setNumThreads(1)
    return RapidOCR(
        intra_op_num_threads=1,
        inter_op_num_threads=1,
        det_limit_side_len=32,  # pictures come in the size in which lines are to be found
        rec_batch_num=1,
        rec_img_shape=[3, 48, 48],
    )


def _with_margin(picture: Picture) -> Picture:
    """In the order of colours that the models were trained on, and never too narrow for them."""
    missing = [max(0, _NARROWEST - length) for length in picture.shape[:2]]
    if any(missing):
        picture = np.pad(picture, ((0, missing[0]), (0, missing[1]), (0, 0)), mode="edge")
    return np.ascontiguousarray(picture[:, :, ::-1])


def _beginning(crop: Picture) -> Picture:
    return crop[:, : round(_BEGINNING * crop.shape[0])]


def _sides(corners: Corners) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(n,) width along the top and height along the left edge, leaning lines included."""
    wide = np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)
    high = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)
    return wide, high


def _is_readable(corners: Corners) -> NDArray[np.bool_]:
    """(n,) whether it is no mere stroke."""
    wide, high = _sides(corners)
    readable: NDArray[np.bool_] = np.maximum(wide, high) <= _LONGEST * np.maximum(
        np.minimum(wide, high), 1
    )
    return readable


def _reading(
    corners: NDArray[np.float32], text: str, confidence: float, places: Sequence[Any] | None
) -> Reading:
    (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    box = Box(left, top, right, bottom)
    if places is None:
        return Reading(text, box, confidence)
    # RapidOCR tells in which of how many columns of its output each character lit up.
    count, _, columns, *_ = places
    step = (right - left) / max(count, 1)
    centres = tuple(left + (column + 0.5) * step for word in columns for column in word)
    return Reading(text, box, confidence, centres if len(centres) == len(text) else ())
