"""What can go wrong in the workshop.

ShiftmateError
├── BadAssets          a file is no list of machines
├── BadGlossary        a line of a glossary is not a pair of terms
├── BadLexicon         a line of a lexicon is not a role and its phrases
├── BadMapping         a mapping file says what no mapping can
├── BadQuestion        the question is empty or too long
├── BadWorkOrders      a file is no table of work orders
│   └── UnsureColumns  it is one, yet what its values mean has to be declared
├── BadSafetyTerms     a line of a plant's safety terms is no kind with its terms
├── Busy               as many answers or recordings as this machine can carry are under way
├── CannotListen       the service's address cannot be had
├── ModelUnavailable   the engine that writes answers is missing, loading or gone
├── NaiveTime          a time without an offset, which could mean any of 24 moments
├── NotInstalled       an extra is asked for whose libraries are missing
├── NotHere            a document, page, chunk or job that is not in the library
├── JobConflict        what was asked of a job does not go with the state it is in
├── PlantUnavailable   the database of reports and work orders cannot be opened
├── Stale              somebody changed it since it was read
├── UploadRefused      a file that may not come in
│   ├── UploadTooLarge it is larger, or there are more of them, than one upload may bring
│   └── NoRoom         the disk cannot hold it
├── UnfitCertificate   no certificate can be made for these names, or with what is there
├── UnfitLabels        labels of this size, or with this address, could not be read
├── UnknownFilter      a search is to be narrowed to something that is not here
└── UnsafeBinding      the service would listen where strangers can reach it
"""


class ShiftmateError(Exception):
    """The request cannot be carried out. The message says the value, the rule and the next step."""


class BadAssets(ShiftmateError):
    """No machine can be read out of the file. The message names it, and the line if it is one."""


class BadGlossary(ShiftmateError):
    """A glossary cannot be read. The message names the file, and the line if it is one."""


class BadLexicon(ShiftmateError):
    """The words to read notes by cannot be read. The message names the file and the line."""


class BadMapping(ShiftmateError):
    """A mapping file cannot be used. The message names the file and the entry."""


class BadQuestion(ShiftmateError):
    """A question nobody could answer, whatever the documents say."""


class BadWorkOrders(ShiftmateError):
    """No work order can be read out of the file. The message names it, and the line if any."""


class UnsureColumns(BadWorkOrders):
    """Values could mean two things, such as 03/04; the mapping file has to say which."""


class BadSafetyTerms(ShiftmateError):
    """A plant's safety terms cannot be read. The message names the file and the line."""


class Busy(ShiftmateError):
    """Every place in the queue is taken; the same request may go through later."""

    def __init__(self, waiting: int, retry_after: int, what: str = "answers") -> None:
        super().__init__(
            f"{waiting} {what} are already waiting, which is this service's limit. "
            f"Ask again in {retry_after} seconds."
        )
        self.retry_after = retry_after
        """Seconds."""


class CannotListen(ShiftmateError):
    """Another program has the address, or it is none of this machine's."""


class ModelUnavailable(ShiftmateError):
    """No engine can write an answer now."""


class NaiveTime(ShiftmateError):
    """A moment nobody can place: its offset from UTC is missing."""


class NotInstalled(ShiftmateError):
    """Libraries of an extra are missing."""


class NotHere(ShiftmateError):
    """The thing asked for is not in the library."""


class PlantUnavailable(ShiftmateError):
    """Reports and work orders can neither be read nor written."""


class Stale(ShiftmateError):
    """What was read is not what is kept now."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} has changed since it was read. Read it again and repeat the change."
        )


class UploadRefused(ShiftmateError):
    """The file stays outside."""


class UploadTooLarge(UploadRefused):
    """More than one upload may bring; the same files in parts would come in."""


class NoRoom(UploadRefused):
    """The disk is full; the same upload may go through later."""


class JobConflict(ShiftmateError):
    """The job is over, or not over, or has nothing left to do."""


class UnfitLabels(ShiftmateError):
    """Nothing is printed that no camera reads. The message says what to change."""


class UnknownFilter(ShiftmateError):
    """A search cannot be narrowed to what nobody knows; an empty result would hide that."""

    def __init__(self, field: str, value: str, advice: str) -> None:
        super().__init__(f"There is no {field} {value!r}. {advice}")
        self.field = field
        """Of the filters: ``asset``, ``document``, ``revision``."""


class UnfitCertificate(ShiftmateError):
    """A certificate is not made; what is there stays."""


class UnsafeBinding(ShiftmateError):
    """Listening there would let people in who have not signed in."""
