"""``/v1/assets``: the machines that a search can be narrowed to."""

from fastapi import APIRouter
from pydantic import BaseModel

from assistant.api.context import AssistantOf
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
    """Every machine, by tag."""

    assets: list[AssetReply]


@router.get("/v1/assets")
def list_assets(assistant: AssistantOf) -> AssetList:
    """The machines, their names and manuals."""
    register = assistant.library.assets
    shelf = register.shelf()
    return AssetList(assets=[AssetReply.of(one, shelf.manuals(one)) for one in register.all()])
