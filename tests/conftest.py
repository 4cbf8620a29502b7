"""For all tests: how many examples a property gets, and that none leaves this machine.

What is dear is made once and shared. A test in a browser takes its page from ``browser.visiting``
(one Chromium for all in a row) and its service from a module's fixture around the ``serving`` of
``fake_service``, ``plant_service`` or ``door`` (each forked, see ``nursery``). What needs the real
weights in a service goes into ``test_service_real`` and asks at its ``address``: a service more
reads three gigabytes and takes a processor half a minute. Whoever waits for a service asks with
one client. Files run whole, on one worker each; those that take long are to start first.
"""

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from assistant.plant.database import PlantDatabase
from tests import browser
from tests.loopback import loopback_only
from tests.plants import ENGINES, opened

if TYPE_CHECKING:
    from tests.door import House

settings.register_profile("quick", max_examples=20, deadline=None)
# The same examples for the same code: a build fails for what was changed, not for the day.
settings.register_profile("thorough", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("quick")

# Thousands of collected tests live to the end: looking through them again and again is a fifth of
# the time.
gc.set_threshold(50_000, 20, 50)

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there
ENOUGH = 2_000_000_000
"""Bytes free; what the unmarked tests leave at a time is a hundredth of it."""
LONG = ("model", "browser", "process", "wheel", "ocr", "torch", "peers", "doors")
"""Markers of tests that take seconds, the longest first."""


def pytest_configure(config: pytest.Config) -> None:
    """The unmarked tests make hundreds of libraries, which are not to wait for the disk."""
    in_memory = "not process" in config.option.markexpr and MEMORY.is_dir()
    if in_memory and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long starts first, so that no worker is left with it at the end."""
    ranks: dict[Path, int] = {}
    for item in items:
        ranks[item.path] = min(_rank(item), ranks.get(item.path, len(LONG)))
    items.sort(key=lambda item: ranks[item.path])


def _rank(item: pytest.Item) -> int:
    marks = {mark.name for mark in item.iter_markers()}
    return next((rank for rank, name in enumerate(LONG) if name in marks), len(LONG))


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Tests in a browser share one until the first test without."""
    yield
    if nextitem is None or nextitem.get_closest_marker("browser") is None:
        browser.RUNNING.close()


@pytest.fixture(scope="session")
def description(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The service's OpenAPI document as it is served; to write it takes half a second."""
    from fastapi.testclient import TestClient

    from assistant.api.app import create_app
    from assistant.build import Assistant
    from assistant.settings import Settings
    from tests.fakes import HashingEmbedder, ScriptedGenerator

    settings = Settings(data_dir=tmp_path_factory.mktemp("described"))
    with closing(Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))) as assistant:
        client = TestClient(create_app(assistant), base_url="http://127.0.0.1")
        described: dict[str, Any] = client.get("/openapi.json").json()
    return described


@pytest.fixture(scope="module", params=ENGINES)
def plant(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlantDatabase]:
    """The plant's database, of each kind; what one test of a module writes its others find."""
    with opened(request.param, tmp_path_factory.mktemp("plant")) as plant:
        yield plant


@pytest.fixture(autouse=True, scope="session")
def nothing_but_this_machine() -> Iterator[None]:
    """No test depends on another machine, or tells one anything."""
    with loopback_only():
        yield


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator["House"]:
    """A service with sign-in, somebody of each kind at its door; made once."""
    from tests.door import house

    made = house(tmp_path_factory.mktemp("house"))
    with closing(made.assistant):
        yield made
