"""Where the tests of `make test` keep their desks, and in which language each begins."""

import os
import tempfile
from pathlib import Path

import pytest
from deskterm import locale

MEMORY = Path("/dev/shm")  # a file system in memory, where the system has one
ROOM = 2 << 30  # bytes that must be free there


def pytest_configure(config):
    """In memory: thousands of desks, each made and written, would wait for a disk longer than they work.

    Trials stay on the disk: theirs are too big, and its faults are what some are about. So does whoever
    says where (TMPDIR).
    """
    if config.option.markexpr == "not trial" and has_room(MEMORY):
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None  # asked for anew


def has_room(folder):
    """Whether a folder is there, may be written, has room, and lets programs be started from it."""
    if not os.access(folder, os.W_OK):
        return False
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize > ROOM and not told.f_flag & os.ST_NOEXEC


@pytest.fixture(autouse=True)
def a_language_of_its_own():
    """English until the test chooses: what another one chose in the same process is not heard here."""
    locale.choose("en")
    yield
    locale.choose("en")
