"""``--server``: which commands can ask a server elsewhere, and that the others cannot."""

from typing import Annotated, Final

import typer

ELSEWHERE: Final = frozenset({
    "alarm", "ask", "documents", "gaps", "handover", "history", "ingest", "jobs", "keys", "mcp",
    "people", "repairs", "report", "reports",
})  # fmt: skip

Server = Annotated[
    str | None,
    typer.Option(
        envvar="SHIFTMATE_SERVER",
        metavar="URL",
        help="Ask that server instead of this machine's data; its key in SHIFTMATE_API_KEY.",
    ),
]


def choose(context: typer.Context, server: Server = None) -> None:
    """Before every command; raises BadParameter where the command works on a machine's own data."""
    if not server:
        return
    command = context.invoked_subcommand or ""
    if command not in ELSEWHERE:
        known = ", ".join(sorted(ELSEWHERE))
        raise typer.BadParameter(
            f"`{command}` works on the machine itself: run it there, without --server and "
            f"SHIFTMATE_SERVER. Elsewhere can be asked: {known}."
        )
    from assistant.commands.elsewhere import ask_at

    ask_at(server)
