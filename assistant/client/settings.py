"""Where a command or a program finds its server: three settings of who asks, none of the service's.

The key comes by the environment or by a file alone: what stands on a command line, everybody on the
machine can read.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticUseDefault
from pydantic_settings import BaseSettings, SettingsConfigDict


class ClientSettings(BaseSettings):
    """Read from ``SHIFTMATE_<NAME>``, as the service reads its own."""

    model_config = SettingsConfigDict(env_prefix="SHIFTMATE_", frozen=True, extra="ignore")

    server: Annotated[
        str | None, Field(description="https://…: commands ask there, not this machine's data")
    ] = None
    api_key: Annotated[SecretStr | None, Field(description="of a program, for that server")] = None
    ca: Annotated[
        Path | None, Field(description="PEM file that the server's certificate is signed by")
    ] = None

    @field_validator("server", "api_key", "ca", mode="before")
    @classmethod
    def _empty_is_none(cls, told: object) -> object:
        """What is set to nothing is not set: an empty path would be the working folder."""
        if told == "":
            raise PydanticUseDefault
        return told
