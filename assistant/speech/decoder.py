"""``python -m assistant.speech.decoder SECONDS``: a recording on stdin, its samples on stdout.

Samples are 16-bit little-endian mono, 16,000 a second. One second more than was asked for tells
that the recording is longer. Exit 1 with a reason on stderr where it is none.

Only what browsers record is opened: container and codec are named to FFmpeg, so that its hundreds
of others, and those that open further files, are out of reach.
"""

import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from assistant.restrain import restrain

if TYPE_CHECKING:
    from av import AudioFrame

RATE: Final = 16_000
_CONTAINERS: Final = (
    (0, b"RIFF", "wav"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),  # WebM is one
    (0, b"OggS", "ogg"),
    (4, b"ftyp", "mp4"),
)
"""What its bytes begin with, and what it is then called by FFmpeg."""
_CODECS: Final = frozenset(
    {"opus", "libopus", "vorbis", "aac", "mp3", "mp3float", "flac", "alac", "pcm_s16le", "pcm_u8"}
    | {"pcm_f32le", "pcm_s24le", "pcm_s32le"}
)
_MEMORY: Final = 1 << 30
_PROCESSOR_SECONDS: Final = 15


class NoRecording(Exception):
    """The message says why, without a full stop."""


def main() -> None:
    """Decodes what is on stdin."""
    restrain(_MEMORY, _PROCESSOR_SECONDS)
    try:
        sys.stdout.buffer.writelines(decode(sys.stdin.buffer.read(), float(sys.argv[1])))
    except NoRecording as exc:
        sys.exit(str(exc))


def decode(recording: bytes, seconds: float) -> Iterator[bytes]:
    """Samples, block by block, of the first so many seconds and one more.

    Raises:
        NoRecording: It is no sound that a browser records, or is damaged from the start.
    """
    form = container_of(recording)

    import av

    left = int((seconds + 1) * RATE)
    try:
        with av.open(
            io.BytesIO(recording), mode="r", format=form, metadata_errors="ignore"
        ) as container:
            if not container.streams.audio:
                raise NoRecording("it holds no sound")
            stream = container.streams.audio[0]
            # A damaged stream may have no codec, whatever its type says.
            codec = getattr(stream.codec_context, "name", None)
            if codec not in _CODECS:
                raise NoRecording(f"its sound is {codec or 'unknown'}, which no browser records")
            to_ours = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            for frame in container.decode(stream):
                for made in to_ours.resample(frame):
                    yield _bytes(made, left)
                    left -= made.samples
                if left <= 0:
                    return
            for made in to_ours.resample(None):
                yield _bytes(made, left)
    except (av.FFmpegError, ValueError, EOFError) as exc:
        raise NoRecording(f"it is damaged ({type(exc).__name__})") from exc


def _bytes(frame: "AudioFrame", most: int) -> bytes:
    """Of its samples, so many; its plane is longer. ``to_ndarray`` would load numpy."""
    return bytes(frame.planes[0])[: 2 * max(0, min(frame.samples, most))]


def container_of(recording: bytes) -> str:
    """What FFmpeg calls it, by its first bytes; raises NoRecording where no browser makes it."""
    for at, mark, form in _CONTAINERS:
        if recording[at : at + len(mark)] == mark:
            return form
    raise NoRecording("it is neither WAV nor WebM, Ogg or MP4")


if __name__ == "__main__":
    main()
