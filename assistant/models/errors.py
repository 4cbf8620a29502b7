"""What can go wrong in the weights room.

ModelsError
├── UnknownModel        no such name in the manifest
├── MissingWeights      the model's folder is not there, or not whole
├── ChangedWeights      a file is not what it was when the pull was finished
├── PullUnderWay        another process is fetching weights into the same folder
├── NotEnoughDisk       the disk cannot hold what is to be fetched and made
├── DownloadFailed      the source cannot be reached, or sent something unusable
├── WrongDigest         a file is not byte for byte the one the manifest names
└── MalformedWeights    a weights file does not hold what its format promises
"""

from pathlib import Path


class ModelsError(Exception):
    """Weights cannot be had. The message says the value, the rule and the next step."""


class UnknownModel(ModelsError):
    """The manifest does not list the name."""

    def __init__(self, model_id: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"There is no model called {model_id!r}; the manifest knows {', '.join(known)}. "
            "See `shiftmate models list`."
        )


class MissingWeights(ModelsError):
    """The weights are not on this machine."""

    def __init__(self, model_id: str, folder: Path, problem: str) -> None:
        super().__init__(
            f"The weights of {model_id} are not usable: {problem} ({folder}). "
            f"Run: shiftmate models pull {model_id}"
        )


class ChangedWeights(ModelsError):
    """The weights are not those that were pulled, so nothing is computed with them."""

    def __init__(self, model_id: str, folder: Path, problem: str) -> None:
        super().__init__(
            f"The weights of {model_id} were changed after they had been pulled: {problem}. Find "
            f"out by whom, delete {folder} and run: shiftmate models pull {model_id}"
        )


class PullUnderWay(ModelsError):
    """Two pulls into one folder would trip over each other."""


class NotEnoughDisk(ModelsError):
    """Weights need more room than the disk has."""

    def __init__(self, folder: Path, needed: int, free: int) -> None:
        super().__init__(
            f"{folder} has {free / 1e9:.2f} GB free, and {needed / 1e9:.2f} GB more are needed "
            "while the weights are fetched and converted. Free some space, or set "
            "SHIFTMATE_MODELS_DIR to a larger disk; what was fetched so far is kept."
        )


class DownloadFailed(ModelsError):
    """Nothing usable came from the source; pulling again goes on where it stopped."""


class WrongDigest(ModelsError):
    """The bytes are not the ones that were measured and trusted."""

    def __init__(self, name: str, expected: str, got: str) -> None:
        super().__init__(
            f"{name}: expected {expected}, got {got}. The file was thrown away. Pull again; if the "
            "same digest comes back, the source has changed and must not be trusted."
        )
        self.expected = expected
        self.got = got


class MalformedWeights(ModelsError):
    """The file's own structure contradicts itself."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} is not a usable weights file: {reason}. Pull the model again.")
