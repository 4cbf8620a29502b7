"""Options that several commands take."""

from typing import Annotated, Literal

import typer

Machine = Annotated[str | None, typer.Option(help="Tag or alias; its manuals alone.")]
Manual = Annotated[str | None, typer.Option(help="Id or file name of a manual.")]
Language = Annotated[Literal["zh", "en"] | None, typer.Option(help="Of the manuals.")]
Audience = Annotated[
    Literal["technician", "supervisor", "admin"] | None,
    typer.Option(help="The lowest role that may read them; unsaid, as what they replace."),
]
Kind = Annotated[
    Literal["passage", "fault_record", "table_row", "safety", "report"] | None,
    typer.Option(help="Of the evidence."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
