"""``shiftmate --server URL ingest``: files go to the server, which reads them; here one waits."""

from collections.abc import Sequence
from pathlib import Path

from assistant.client import Client
from assistant.client.settings import ClientSettings
from assistant.commands.console import err, out
from assistant.commands.far_jobs import as_job
from assistant.commands.jobs import show
from assistant.errors import UploadRefused
from ingest.walk import walk
from vectorstore.readers import Rights

ALL_READ, SOME_FAILED = 0, 3


def upload(
    address: str, paths: Sequence[Path], *, prune: bool, rights: Rights | None, as_json: bool
) -> int:
    """Sends the files and waits until they are read.

    Returns:
        0, or 3 when one of them could not be read.

    Raises:
        UploadRefused: There is nothing to send, or something that cannot be done from afar.
    """
    if prune:
        raise UploadRefused(
            "--prune compares a folder with the library on the same machine. Remove a document by "
            "DELETE /v1/documents/{id}, or run the command on the server."
        )
    files = walk(paths).files
    if not files:
        raise UploadRefused("There is no file here that can be read. Name a file or its folder.")
    with Client.of(ClientSettings(), address) as client, err.status("Sending…") as told:
        job = client.documents.upload(files, rights)
        seen = client.jobs.wait(
            job.id, lambda one: told.update(f"{one.files_done} of {one.files_total} files read")
        )
    done = as_job(seen)
    if as_json:
        out.print_json(done.model_dump_json())
    else:
        show(done)
    return SOME_FAILED if done.files_failed else ALL_READ
