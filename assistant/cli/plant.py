"""Commands that take the plant's own lists in."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Json

app = typer.Typer()


@app.command()
def import_assets(
    file: Annotated[Path, typer.Argument(help="CSV; line 1 names the columns.", exists=True)],
    *,
    json: Json = False,
) -> None:
    """Read the plant's machines, their names and manuals. Exit 0 all taken, 3 some rejected."""
    from assistant.commands.assets import import_assets as run

    raise typer.Exit(run(file, as_json=json))


@app.command("import-workorders")
def import_workorders(
    file: Annotated[
        Path, typer.Argument(help="CSV or XLSX; a line of it names the columns.", exists=True)
    ],
    *,
    mapping: Annotated[
        Path | None, typer.Option(help="What the columns are, TOML or JSON.", exists=True)
    ] = None,
    save_mapping: Annotated[
        Path | None, typer.Option(help="Write what was guessed there, to mend and use.")
    ] = None,
    source: Annotated[
        str, typer.Option(help="System the orders come from; else the file's name.")
    ] = "",
    dry_run: Annotated[bool, typer.Option(help="Show columns and rejected rows only.")] = False,
    json: Json = False,
) -> None:
    """Read work orders of another system. Exit 0 all taken, 3 some rows rejected."""
    from assistant.commands.workorders import import_workorders as run

    code = run(
        file, mapping=mapping, save_to=save_mapping, source=source, dry_run=dry_run, as_json=json
    )
    raise typer.Exit(code)


@app.command()
def labels(
    file: Annotated[Path, typer.Argument(help="PDF to write.")],
    *,
    machine: Annotated[
        list[str] | None, typer.Option(help="Tag; may be given again. Else all machines.")
    ] = None,
    size: Annotated[
        str, typer.Option(help="A4: a sheet of 24; or one label a page, such as 62x29mm.")
    ] = "A4",
    base_url: Annotated[
        str, typer.Option(help="As tablets reach the service: https://plant.lan:8080.")
    ] = "",
) -> None:
    """Draw labels whose QR codes open a machine's page."""
    from assistant.commands.labels import labels as run

    raise typer.Exit(run(file, tags=machine or [], size=size, base_url=base_url))
