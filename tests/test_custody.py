"""Who is of one site decides about no other site's manuals, nor about every site's."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant.access.errors import OutOfReach
from assistant.access.model import Principal
from assistant.access.rights import Role
from assistant.build import Assistant
from assistant.errors import UnknownFilter
from assistant.reports.errors import NotAllowed
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.shelf import make_document
from vectorstore.assets import Asset
from vectorstore.readers import Rights


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with closing(Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))) as made:
        made.library.assets.put([Asset("CV-1")])
        yield made


def manual(house: Assistant, name: str, site: str = "") -> str:
    document, chunks = make_document(name, [f"The {name} pump"], content=name)
    house.library.add(document, chunks, f"/{name}", rights=Rights(site, "technician"))
    return document.document_id


def asked_by(house: Assistant, role: Role, *sites: str) -> Assistant:
    return house.as_asked_by(Principal.person("1", "Ada", role, frozenset(sites)))


@pytest.mark.parametrize("role", ["supervisor", "admin"])
def test_what_is_every_sites_is_not_one_sites_to_decide(house: Assistant, role: Role) -> None:
    everybodys = manual(house, f"shared {role}")
    custody = asked_by(house, role, "west").custody
    for deed in (
        lambda: custody.restrict(everybodys, "west"),
        lambda: custody.restrict(everybodys, audience="supervisor"),
        lambda: custody.assign(everybodys, ["CV-1"]),
        lambda: custody.remove(everybodys),
    ):
        with pytest.raises(OutOfReach, match=f"shared {role}.*is of all sites"):
            deed()
    assert house.document(everybodys).rights == Rights("", "technician")
    assert custody.machines(everybodys) == []


def test_who_is_of_a_site_decides_about_its_own(house: Assistant) -> None:
    own = manual(house, "own", "west")
    custody = asked_by(house, "supervisor", "west").custody
    assert custody.restrict(own, audience="supervisor").rights == Rights("west", "supervisor")
    assert custody.assign(own, ["cv-1"]) == ["CV-1"]
    with pytest.raises(OutOfReach):  # nor is it theirs to give to all
        custody.restrict(own, "")
    with pytest.raises(NotAllowed):
        custody.restrict(own, "east")
    custody.remove(own)
    assert own not in {one.document_id for one in house.documents()}


def test_the_log_keeps_whom_it_was_for(house: Assistant) -> None:
    one = manual(house, "told", "west")
    assert house.plant
    asked_by(house, "admin").custody.restrict(one, "east", "supervisor")
    told = [entry.details for entry in house.audit.entries()][-1]
    assert (told["site_before"], told["before"]) == ("west", "technician")
    assert (told["site"], told["audience"]) == ("east", "supervisor")


def test_who_is_of_all_sites_decides_about_all(house: Assistant) -> None:
    one = manual(house, "any", "east")
    custody = asked_by(house, "admin").custody
    assert custody.restrict(one, "").rights.site == ""
    custody.remove(one)


def test_a_machine_of_work_orders_alone_is_refused_with_the_way_to_register_it(
    house: Assistant,
) -> None:
    one = manual(house, "unlisted", "east")
    with pytest.raises(UnknownFilter, match="import-assets"):
        asked_by(house, "admin").custody.assign(one, ["MX-1"])
