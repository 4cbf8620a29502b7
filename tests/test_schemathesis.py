"""A short walk of `tests.strangers`: every operation, in each role, validly or not, all checks."""

import pytest

from tests import strangers


@pytest.mark.process  # seconds
@pytest.mark.parametrize("role", strangers.ROLES)
def test_whatever_is_asked_is_answered_as_described(role: str) -> None:
    """An administrator asks for every operation; the four others share them."""
    others = [one for one in strangers.ROLES if one != "admin"]
    among, first = (2, 0) if role == "admin" else (2 * len(others), others.index(role))
    with strangers.plant(is_new=True) as assistant:
        app, shown, description = strangers.doors(assistant, role)
        assert list(strangers.wander(app, shown, description, 1, among=among, first=first)) == []
    assert not [status for status in app.replies if status >= 500]
