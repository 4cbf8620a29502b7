"""``python -m assistant.reports.photos_fit``: a picture on stdin, the photo that is kept on stdout.

It is drawn anew, upright, as a JPEG of bounded size: what a camera writes beside its picture
(place, time, owner, a smaller picture of what was cut away) does not come along. Exit 1 with a
reason on stderr where it is no picture.
"""

import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from assistant.restrain import restrain

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SIDE: Final = 2048
"""Pixels of the longer side: a nameplate stays readable, and a tablet shows no more."""
MOST_KEPT: Final = 1 << 20
"""Bytes of a photo that is kept."""
MOST_PIXELS: Final = 64_000_000
"""Of a picture that comes in; telephones take 50 million."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
"""What browsers and cameras write. MPO, of some telephones, is read as the JPEG it begins with."""
_QUALITIES: Final = (85, 75, 60, 45)
_SMALLER: Final = 0.7
_MEMORY: Final = 1 << 30
_PROCESSOR_SECONDS: Final = 20


class NoPicture(Exception):
    """The message says why, without a full stop."""


def main() -> None:
    """Fits what is on stdin."""
    restrain(_MEMORY, _PROCESSOR_SECONDS)
    try:
        sys.stdout.buffer.write(fitted(sys.stdin.buffer.read()))
    except NoPicture as exc:
        sys.exit(str(exc))


def fitted(content: bytes) -> bytes:
    """A JPEG of at most MOST_SIDE and MOST_KEPT, with nothing in it but the picture.

    Raises:
        NoPicture: It is none, damaged, or larger than MOST_PIXELS.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NoPicture(
                    f"it has {image.width:,} by {image.height:,} pixels, and {MOST_PIXELS:,} are "
                    "the most"
                )
            plain = _upright(image)
    except UnidentifiedImageError as exc:
        raise NoPicture("it is neither JPEG nor PNG or WebP") from exc
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise NoPicture(f"it has more than {MOST_PIXELS:,} pixels") from exc
    except MemoryError as exc:
        raise NoPicture("it takes too much memory") from exc
    # What Pillow's decoders raise over files that lie about themselves.
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError) as exc:
        raise NoPicture(f"it is damaged ({exc})") from exc
    return next(one for one in _tries(plain) if len(one) <= MOST_KEPT)


def _upright(image: "Image") -> "Image":
    """RGB, as the camera was held, transparency as white paper, no larger than is kept."""
    from PIL import Image as Pictures
    from PIL import ImageOps

    image.draft("RGB", (MOST_SIDE, MOST_SIDE))  # a JPEG is then decoded at about that size
    image.thumbnail((MOST_SIDE, MOST_SIDE))
    turned = ImageOps.exif_transpose(image)
    paper = Pictures.new("RGB", turned.size, "white")
    if turned.has_transparency_data:
        seen = turned.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
    else:
        paper.paste(turned.convert("RGB"))
    return paper


def _tries(image: "Image") -> Iterator[bytes]:
    """Ever fewer bytes: coarser, then smaller."""
    while True:
        for quality in _QUALITIES:
            held = io.BytesIO()
            image.save(held, "JPEG", quality=quality, optimize=True)
            yield held.getvalue()
        image = image.resize([max(1, round(side * _SMALLER)) for side in image.size])


if __name__ == "__main__":
    main()
