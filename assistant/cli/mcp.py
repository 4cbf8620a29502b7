"""``shiftmate mcp``: its words and options."""

import typer

app = typer.Typer()


@app.command("mcp")
def mcp() -> None:
    """Serve tools to another assistant over stdio, out of this data folder or --server."""
    from assistant.commands.mcp import mcp as run

    raise typer.Exit(run())
