"""What can go wrong with a backup.

BackupError
├── NothingToSave  the data folder holds no plant
├── BadPlace       the backup would be written into what it saves
├── BadKey         what should seal or open it is no key
├── NotSealed      what is encrypted cannot be written
├── WrongKey       the file is sealed for another key, or for none
├── DamagedBackup  the file is no backup of ours, or not what was written
├── NotEmpty       a plant would be overwritten
├── Underway       another one is being made
├── Served         a service is at work where one would be put back
├── BeingRestored  a service would start where one is being put back
└── CutOff         an earlier restore stands half way
"""

from datetime import datetime

from assistant.errors import ShiftmateError


class BackupError(ShiftmateError):
    """Nothing was saved, or nothing was put back."""


class NothingToSave(BackupError):
    """There is no database."""


class BadPlace(BackupError):
    """Choose another folder for the file."""


class BadKey(BackupError):
    """The message never quotes what could be a secret."""


class NotSealed(BackupError):
    """The disk is full, as a rule."""


class WrongKey(BackupError):
    """A key of another file is needed, one at all, or none."""


class DamagedBackup(BackupError):
    """Its contents differ from its manifest, or a database in it is broken."""


class NotEmpty(BackupError):
    """Only on purpose."""


class Underway(BackupError):
    """One at a time: each reads all there is."""

    def __init__(self, begun_at: datetime) -> None:
        super().__init__(
            f"A backup is being made since {begun_at:%H:%M} UTC. Wait until it is there."
        )


class Served(BackupError):
    """The service keeps the databases open that would be moved aside."""


class BeingRestored(BackupError):
    """It takes minutes at most."""


class CutOff(BackupError):
    """It has to be finished first."""
