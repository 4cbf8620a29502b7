"""``/v1/assets``: the machines that a search can be narrowed to."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.api.paging import CursorOf, page_of
from assistant.api.rights import needs
from vectorstore.assets import Asset

router = APIRouter(tags=["assets"])


class AssetReply(BaseModel):
    """A machine of the register."""

    tag: str
    name_en: str
    name_zh: str
    area: str
    maker: str
    model: str
    aliases: list[str]
    manuals: list[str]
    """File names, as the plant lists them."""
    documents: list[str]
    """Ids of those that the library holds, current revisions."""

    @classmethod
    def of(cls, asset: Asset, documents: frozenset[str]) -> "AssetReply":
        """From the register."""
        return cls(
            tag=asset.tag,
            name_en=asset.name_en,
            name_zh=asset.name_zh,
            area=asset.area,
            maker=asset.maker,
            model=asset.model,
            aliases=list(asset.aliases),
            manuals=list(asset.manuals),
            documents=sorted(documents),
        )


class AssetList(BaseModel):
    """Machines, by tag."""

    assets: list[AssetReply]
    next_cursor: str | None


@router.get("/v1/assets", dependencies=[needs("docs:read")])
def list_assets(
    assistant: AssistantOf,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> AssetList:
    """The machines, their names and manuals."""
    register = assistant.library.assets
    shelf = register.shelf()
    here, more = page_of(register.all(), lambda one: (one.tag,), (str,), cursor, limit)
    found = [AssetReply.of(one, shelf.manuals(one)) for one in here]
    return AssetList(assets=found, next_cursor=more)
