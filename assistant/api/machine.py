"""``/v1/assets/{tag}/pack`` and ``/v1/assets/find``: what a tablet has at a machine."""

from typing import Annotated, Self
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from assistant.api.actor import PrincipalOf
from assistant.api.alarms import CardReply, Told
from assistant.api.assets import AssetReply
from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.api.schemas import RepairReply, SafetyReply, page_url
from assistant.machines.pack import OfManuals, OfRecords, Pack, Subject
from assistant.machines.scan import LONGEST, OWN, By, Scanned
from assistant.reports.model import Report
from assistant.reports.values import FailureImpact, Moment, Status
from ingest.document import Chunk, Language
from vectorstore.assets import Asset, Shelf
from vectorstore.records import DocumentRecord

router = APIRouter(tags=["assets"])

_MOST_PICTURES = 60
"""Pages to keep for offline, some 100 KB each."""


class PackDocument(BaseModel):
    """One of the machine's manuals, in its current revision."""

    id: str
    file_name: str
    title: str
    revision: str
    language: Language | None
    pages: int
    """0 where its format has none."""

    @classmethod
    def of(cls, record: DocumentRecord) -> Self:
        """From the library's record."""
        return cls(
            id=record.document_id,
            file_name=record.file_name,
            title=record.title,
            revision=record.revision,
            language=record.language,
            pages=record.page_count,
        )


class PackBlock(SafetyReply):
    """A safety block, word for word."""

    document_id: str
    title: str
    """Of the manual."""
    section: str
    language: Language
    url: str
    """The page's picture with the block highlighted."""

    @classmethod
    def of(cls, block: Chunk) -> "PackBlock":
        """From the library's chunk."""
        return cls(
            **SafetyReply.of(block).model_dump(),
            document_id=block.document_id,
            title=block.title,
            section=block.section_path,
            language=block.language,
            url=page_url(block),
        )


class OpenReport(BaseModel):
    """A report on the machine that nobody has closed."""

    id: str
    number: str
    title: str | None
    status: Status
    failure_impact: FailureImpact | None
    detected_at: Moment | None

    @classmethod
    def of(cls, report: Report) -> Self:
        """From the store's report."""
        return cls.model_validate(report.model_dump(include=set(cls.model_fields)))


class SuggestionReply(BaseModel):
    """A question that the machine's manuals answer, asked of them alone."""

    subject: Subject
    question: str
    language: Language


class LeftOut(BaseModel):
    """How many there are beyond what the pack holds; ``GET /v1/alarms`` looks each code up."""

    cards: int
    safety: int
    repairs: int
    withheld: int
    """Past repairs that are not told, since they tell how to defeat a safeguard."""
    pictures: int


class PackReply(BaseModel):
    """A machine's pack; what changes nothing in it leaves its ETag."""

    machine: AssetReply
    documents: list[PackDocument]
    cards: list[CardReply]
    """Alarm codes in the manuals' own words, in their order."""
    safety: list[PackBlock]
    """The gravest first."""
    open_reports: list[OpenReport] | None
    """The latest first; null where who asks may not read reports."""
    repairs: list[RepairReply] | None
    """What was last done: approved reports and work orders, the latest first; null as above."""
    suggestions: list[SuggestionReply]
    """At most three in each language."""
    pictures: list[str]
    """Addresses of the pages that cards and safety blocks stand on: what is kept for offline."""
    left_out: LeftOut

    @classmethod
    def of(cls, pack: Pack, shelf: Shelf) -> Self:
        """From the workshop's pack."""
        manuals, records = pack.manuals, pack.records
        pictures = _pages(manuals)
        return cls(
            machine=AssetReply.of(pack.machine, shelf.manuals(pack.machine)),
            documents=[PackDocument.of(one) for one in manuals.documents],
            cards=[CardReply.of(one) for one in manuals.cards],
            safety=[PackBlock.of(one) for one in manuals.blocks],
            open_reports=records and [OpenReport.of(one) for one in records.open],
            repairs=records and [RepairReply.of(one) for one in records.repairs],
            suggestions=[
                SuggestionReply(subject=one.subject, question=one.question, language=one.language)
                for one in manuals.suggestions
            ],
            pictures=pictures[:_MOST_PICTURES],
            left_out=_left_out(manuals, records, len(pictures)),
        )


class MachineFound(BaseModel):
    """A machine, as a list of them shows it."""

    tag: str
    name_en: str
    name_zh: str
    area: str
    url: str
    """Of its page."""

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """From the register."""
        return cls(
            tag=asset.tag,
            name_en=asset.name_en,
            name_zh=asset.name_zh,
            area=asset.area,
            url=machine_url(asset.tag),
        )


class FindReply(BaseModel):
    """Who is meant."""

    machine: MachineFound | None
    by: By | None
    """How it was found: by an identification link, our own link, a name, or but for its signs."""
    near: list[MachineFound]
    """Where none is found: those that look most like it, best first."""
    told: Told | None
    """What to say where none is found."""

    @classmethod
    def of(cls, found: Scanned, text: str) -> Self:
        """From the workshop's reply."""
        shown = " ".join(text.split())[:80]
        return cls(
            machine=found.machine and MachineFound.of(found.machine),
            by=found.by,
            near=[MachineFound.of(one) for one in found.near],
            told=None if found.machine else Told(
                en=f"No machine here is called “{shown}”.", zh=f"没有名为“{shown}”的设备。"
            ),
        )  # fmt: skip


@router.get("/v1/assets/find", dependencies=[needs("docs:read")])
def find_asset(
    assistant: AssistantOf,
    scan: Annotated[
        str,
        Query(
            max_length=LONGEST,
            description="what a label's code says, or a typed tag",
            examples=["https://plant.lan/a/CV-201", "cv201"],
        ),
    ],
) -> FindReply:
    """The machine of a label, link, tag or alias. A link is compared, and never fetched."""
    return FindReply.of(assistant.scanned(scan), scan)


@router.get("/v1/assets/{tag:path}/pack", dependencies=[needs("docs:read")])
def get_pack(
    tag: Annotated[str, Path(max_length=200, description="tag or alias")],
    assistant: AssistantOf,
    principal: PrincipalOf,
) -> PackReply:
    """All of a machine that is worth keeping on a tablet: codes, warnings, manuals, last faults."""
    pack = assistant.packs.of(tag, records=principal.may("reports:read"))
    return PackReply.of(pack, assistant.library.assets.shelf())


def machine_url(tag: str) -> str:
    """The address of a machine's page, which its label bears."""
    return OWN + quote(tag, safe="")


def _pages(manuals: OfManuals) -> list[str]:
    """Whole pages, each once, those of cards first: one picture serves all that stands on it."""
    chunks = (*(card.record for card in manuals.cards), *manuals.blocks)
    pages = ((one.document_id, one.page) for one in chunks if one.page is not None)
    return [f"/v1/documents/{one}/pages/{page}.png" for one, page in dict.fromkeys(pages)]


def _left_out(manuals: OfManuals, records: OfRecords | None, pictures: int) -> LeftOut:
    return LeftOut(
        cards=manuals.cards_left,
        safety=manuals.blocks_left,
        repairs=records.repairs_left if records else 0,
        withheld=records.withheld if records else 0,
        pictures=max(0, pictures - _MOST_PICTURES),
    )
