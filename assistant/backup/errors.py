"""What can go wrong with a backup.

BackupError
├── NothingToSave  the data folder holds no plant
├── BadPlace       the backup would be written into what it saves
├── BadKey         what should seal or open it is no key
├── NotSealed      what is encrypted cannot be written
├── WrongKey       the file is sealed for another key, or for none
├── DamagedBackup  the file is no backup of ours, or not what was written
├── NotEmpty       a plant would be overwritten
└── CutOff         an earlier restore stands half way
"""

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


class CutOff(BackupError):
    """It has to be finished first."""
