"""What was sent, in one word: a form by its fields and its files' contents.

The bytes of a form differ from try to try, since each has a boundary of its own. A password is no
part of it: whoever stole the digest could guess at it a thousand million times a second.
"""

import json
from hashlib import sha256

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect

_PIECE = 1024 * 1024
_SECRET = frozenset({"password", "pin"})
"""Fields of a JSON body."""


async def digest(request: Request) -> str:
    """SHA-256 of query and body; the route reads the same body after.

    Raises:
        HTTPException: 400, the body does not come to an end or is no form.
    """
    try:
        return await _digest(request)
    except ClientDisconnect as exc:
        raise HTTPException(400, "The body broke off before its end.") from exc


async def _digest(request: Request) -> str:
    told = sha256(_parts(request.url.query))
    if not request.headers.get("content-type", "").startswith("multipart/"):
        told.update(_without_secrets(await request.body()))
        return told.hexdigest()
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            contents = await run_in_threadpool(_contents, value)
            told.update(_parts(name, value.filename or "", contents))
        else:
            told.update(_parts(name, value))
    return told.hexdigest()


def _without_secrets(body: bytes) -> bytes:
    """As it was sent, unless it holds one."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):  # the route says so
        return body
    if not isinstance(sent, dict) or not _SECRET & sent.keys():
        return body
    kept = {name: value for name, value in sent.items() if name not in _SECRET}
    return json.dumps(kept, sort_keys=True).encode()


def _contents(upload: UploadFile) -> str:
    told = sha256()
    while piece := upload.file.read(_PIECE):
        told.update(piece)
    upload.file.seek(0)
    return told.hexdigest()


def _parts(*texts: str) -> bytes:
    """Each with its length, so that no two lists of texts are one."""
    raw = (text.encode("utf-8", "surrogatepass") for text in texts)
    return b"".join(b"%d:%s" % (len(one), one) for one in raw)
