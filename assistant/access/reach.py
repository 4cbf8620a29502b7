"""Whom somebody may manage. Pure.

Who is in charge of some sites sees whoever works at one of them, and manages whoever works at no
other: what is another site's is not theirs to give or to take. Nobody named a site is of all sites.
"""

from collections.abc import Collection, Iterable

from assistant.access.errors import Oneself, OutOfReach
from assistant.access.model import Principal
from assistant.access.names import proper_sites
from assistant.access.rights import Role


def shares(by: Principal, sites: Collection[str]) -> bool:
    """Whether these and theirs have a site in common."""
    return not by.sites or not sites or not by.sites.isdisjoint(sites)


def require_reach(by: Principal, name: str, sites: Collection[str]) -> None:
    """Raises OutOfReach unless all these sites, of what is called so, are theirs."""
    if by.sites and (not sites or not by.sites.issuperset(sites)):
        where = f"sites {', '.join(sorted(sites))}" if sites else "all sites"
        raise OutOfReach(
            f"{name} is of {where}, and {by.name} of {', '.join(sorted(by.sites))} alone. That "
            "takes an administrator of all these sites."
        )


def given_sites(by: Principal, name: str, sites: Iterable[str] | None) -> list[str]:
    """Those that a person or a key gets; None for those of who gives them.

    Raises:
        OutOfReach: They are not theirs to give.
        UnfitPerson: A site's name will not do.
    """
    told = sorted(by.sites) if sites is None else proper_sites(sites)
    require_reach(by, name, told)
    return told


def require_other(by: Principal, person_id: str) -> None:
    """Raises Oneself."""
    if by.kind == "person" and by.id == person_id:
        raise Oneself


def may_unlock(by: Principal, role: Role, sites: Collection[str]) -> bool:
    """Whether they may have wrong tries of such a person forgotten: gives nobody any right."""
    if not shares(by, sites):
        return False
    return by.may("people:manage") or (by.may("people:unlock") and role == "technician")
