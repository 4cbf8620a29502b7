"""For all tests: how many examples a property gets, and that none leaves this machine."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.loopback import loopback_only

settings.register_profile("quick", max_examples=20, deadline=None)
# The same examples for the same code: a build fails for what was changed, not for the day.
settings.register_profile("thorough", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("quick")

# Thousands of collected tests live to the end: looking through them again and again is a fifth of
# the time.
gc.freeze()
gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def nothing_but_this_machine() -> Iterator[None]:
    """No test depends on another machine, or tells one anything."""
    with loopback_only():
        yield
