"""Commands about manuals: into the library, and how revisions differ."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Audience, Json

app = typer.Typer()


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.", exists=True)],
    *,
    prune: Annotated[
        bool, typer.Option(help="Remove documents whose files have vanished from the folders.")
    ] = False,
    audience: Audience = None,
    site: Annotated[str | None, typer.Option(help="Whose people may read them; else all.")] = None,
    json: Json = False,
) -> None:
    """Read manuals into the library. Exit 0 all read, 3 some failed, 2 usage, 130 stopped."""
    from assistant.commands.documents import rights_of
    from assistant.commands.ingest import ingest as run

    rights = rights_of(site, audience)
    raise typer.Exit(run(paths, prune=prune, rights=rights, as_json=json))


@app.command()
def changes(
    document: Annotated[str, typer.Argument(help="Id or file name of the newer revision.")],
    *,
    earlier: Annotated[
        str, typer.Option("--from", help="Id or file name; else the revision it superseded.")
    ] = "",
    json: Json = False,
) -> None:
    """What a manual says otherwise than its earlier revision: values, warnings, fault codes."""
    from assistant.commands.changes import changes as run

    raise typer.Exit(run(document, earlier, as_json=json))
