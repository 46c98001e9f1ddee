"""The small desk of tests/desk, for what happens below it."""

import pytest

from tests.clocks import Watch
from tests.desk.conftest import furnish


@pytest.fixture
def watch():
    return Watch("2026-03-02T09:00")


@pytest.fixture
def desk(tmp_path, watch):
    desk = furnish(tmp_path / "desk", watch)
    yield desk
    desk.close()
