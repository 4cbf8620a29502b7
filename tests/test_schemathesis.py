"""A short walk of `tests.strangers`: every operation, asked validly or not, all checks."""

import pytest

from tests import strangers


@pytest.mark.process  # seconds
def test_whatever_is_asked_is_answered_as_described() -> None:
    with strangers.plant(is_new=True) as assistant:
        app, shown, description = strangers.doors(assistant, "admin")
        assert list(strangers.wander(app, shown, description, most=1, is_short=True)) == []
    assert not [status for status in app.replies if status >= 500]
