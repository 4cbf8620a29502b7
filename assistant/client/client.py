"""One server: what can be asked of it, and the things it keeps."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import httpx

from assistant.answering.scope import Scope
from assistant.api.alarms import AlarmReply
from assistant.api.assets import AssetList, AssetReply
from assistant.api.chat_schemas import ChatReply
from assistant.api.history import HistoryReply
from assistant.api.repairs import RepairsReply
from assistant.api.schemas import SearchReply
from assistant.api.sign_in import Me
from assistant.client.chat import Piece, pieces
from assistant.client.documents import Documents
from assistant.client.gaps import Gaps, VerifiedAnswers
from assistant.client.jobs import Jobs
from assistant.client.keys import Keys
from assistant.client.line import Line, read
from assistant.client.pages import pages
from assistant.client.patience import Patience
from assistant.client.people import People
from assistant.client.reports import Reports
from assistant.client.settings import ClientSettings
from assistant.client.webhooks import Webhooks
from assistant.handover.model import Handover
from assistant.reports.model import Actor

_CHAT = "/v1/chat/completions"
_ANYWHERE = Scope()
_HERE = Actor(name="console", role="supervisor")


class Client:
    """What a server offers to programs. May be shared by threads; close it in the end."""

    def __init__(
        self,
        address: str,
        key: str | None = None,
        ca: Path | None = None,
        *,
        patience: Patience | None = None,
        actor: Actor | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """See `assistant.client.line.Line`; raises BadAddress."""
        self._line = Line(address, key, ca, patience, actor, transport, sleep)
        self.reports = Reports(self._line)
        self.documents = Documents(self._line)
        self.jobs = Jobs(self._line)
        self.gaps = Gaps(self._line)
        self.answers = VerifiedAnswers(self._line)
        self.webhooks = Webhooks(self._line)
        self.people = People(self._line)
        self.keys = Keys(self._line)

    @classmethod
    def of(cls, settings: ClientSettings, address: str | None = None, actor: Actor = _HERE) -> Self:
        """As ``SHIFTMATE_SERVER``, ``SHIFTMATE_API_KEY`` and ``SHIFTMATE_CA`` say.

        Without a key, whoever types here may what the service's own machine allows: all.
        """
        key = settings.api_key.get_secret_value() if settings.api_key else None
        return cls(address or settings.server or "", key, settings.ca, actor=actor)

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Closes it."""
        self.close()

    def close(self) -> None:
        """Ends its connections."""
        self._line.close()

    def search(self, query: str, limit: int = 10, scope: Scope = _ANYWHERE) -> SearchReply:
        """Evidence without an answer, best first."""
        body = {"query": query, "limit": limit, "filters": _filters(scope)}
        return self._line.post("/v1/search", SearchReply, body)

    def ask(
        self,
        question: str | Sequence[dict[str, str]],
        scope: Scope = _ANYWHERE,
        max_tokens: int | None = None,
    ) -> ChatReply:
        """The answer in one piece; of a conversation, to its last message."""
        body = _asked(question, scope, max_tokens)
        reply = self._line.send("POST", _CHAT, json=body, timeout=self._line.writing)
        return read(reply, ChatReply)

    def stream(
        self,
        question: str | Sequence[dict[str, str]],
        scope: Scope = _ANYWHERE,
        max_tokens: int | None = None,
    ) -> Iterator[Piece]:
        """The same as it is written: warnings, words, then what the marks point to."""
        body = _asked(question, scope, max_tokens) | {"stream": True}
        return pieces(self._line.frames(_CHAT, body))

    def alarm(
        self, code: str, machine: str = "", scope: Scope = _ANYWHERE, limit: int = 5
    ) -> AlarmReply:
        """What the manuals say of a code."""
        return self._line.get(
            "/v1/alarms", AlarmReply,
            code=code, machine=machine or None, limit=limit,
            document=scope.document, language=scope.language, revision=scope.revision,
        )  # fmt: skip

    def history(self, question: str) -> HistoryReply:
        """What the work orders tell."""
        return self._line.post("/v1/history/query", HistoryReply, {"question": question})

    def repairs(self, machine: str, symptom: str, limit: int = 5) -> RepairsReply:
        """What fixed such a fault before."""
        query = {"machine": machine, "symptom": symptom, "limit": limit}
        return self._line.get("/v1/repairs", RepairsReply, **query)

    def handover(self, shift: str = "last", site: str = "") -> Handover:
        """What is open now, and what changed in a shift; an empty site: of all."""
        query = {"shift": shift, "site": site or None, "format": "json"}
        return self._line.get("/v1/handover", Handover, **query)

    def me(self) -> Me:
        """Who the server takes the caller for, and what they may."""
        return self._line.get("/v1/me", Me)

    def assets(self) -> Iterator[AssetReply]:
        """The plant's machines, by tag."""
        found = pages(self._line, "/v1/assets", AssetList)
        return (one for page in found for one in page.assets)


def _asked(
    question: str | Sequence[dict[str, str]], scope: Scope, max_tokens: int | None
) -> dict[str, Any]:
    turns = [{"role": "user", "content": question}] if isinstance(question, str) else list(question)
    body: dict[str, Any] = {"model": "shiftmate", "messages": turns}
    if filters := _filters(scope):
        body["filters"] = filters
    if max_tokens is not None:
        body["max_tokens"] = max_tokens
    return body


def _filters(scope: Scope) -> dict[str, str] | None:
    """What narrows, alone; None where nothing does."""
    told = {
        name: value
        for name in ("asset", "document", "language", "kind", "revision")
        if (value := getattr(scope, name)) is not None and value != getattr(_ANYWHERE, name)
    }
    return told or None
