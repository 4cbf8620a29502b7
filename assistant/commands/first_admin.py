"""The first administrator's password: shown on a terminal once, or left in a file."""

from pathlib import Path
from typing import Final

from assistant.access.people import People
from assistant.commands.console import Terminal, out
from vectorstore.atomic import put_in_place, write_part

FILE_NAME: Final = "first-administrator.txt"
"""In the data folder, for the service's user alone; the first start after its use takes it away."""


def welcome(people: People, data_dir: Path, terminal: Terminal = out) -> None:
    """Makes the first administrator, where none can sign in; no log is told the password."""
    made, left = people.first_admin(), data_dir / FILE_NAME
    if made is None:
        if left.exists() and any(one.role == "admin" and one.last_seen for one in people.all()):
            left.unlink()
        return
    person, password = made
    if terminal.is_terminal:
        terminal.print(
            "The first administrator. This is shown once; choose another password by it:"
        )
        terminal.print(f"  {person.name}", highlight=False, markup=False)
        terminal.print(f"  {password}", highlight=False, markup=False)
        return
    put_in_place(write_part(data_dir, [f"{person.name}\n{password}\n".encode()]), left)
    terminal.print(f"Nobody could sign in. Name and password of an administrator are in {left}")
