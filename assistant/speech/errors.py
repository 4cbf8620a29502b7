"""What can go wrong with a recording.

SpeechError
└── UnfitRecording   it is no recording that can be listened to
    └── LongRecording   it takes longer than anybody asks a question
"""

from assistant.errors import ShiftmateError


class SpeechError(ShiftmateError):
    """Nothing was listened to."""


class UnfitRecording(SpeechError):
    """The bytes are no sound, are damaged, or are sound of a kind that no browser records."""


class LongRecording(UnfitRecording):
    """Too long, by its seconds or its bytes."""
