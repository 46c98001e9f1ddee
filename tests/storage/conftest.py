"""The small desk of tests/desk, for what happens below it."""

import pytest

from tests.desk.conftest import Watch, furnish


@pytest.fixture
def watch():
    return Watch("2026-03-02T09:00")


@pytest.fixture
def desk(tmp_path, watch):
    desk = furnish(tmp_path / "desk", watch)
    yield desk
    desk.close()
