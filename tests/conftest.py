"""Where the tests of `make test` keep their desks, and in which language each begins."""

import gc
import os
import signal
import tempfile
from pathlib import Path

import pytest
from deskterm import locale
from deskterm.desk.terms import files
from deskterm.models.basics import currencies, regions
from deskterm.storage.file import opening

from tests.laid import build_quickly, sweep
from tests.readers import read_by_one
from tests.sharing import LONG, ByFile

STORAGE = Path(__file__).parent / "storage"
READER = Path(__file__).parent / "mail" / "test_reader.py"
DOUBTS = files.doubts
MEMORY = Path("/dev/shm")  # a file system in memory, where the system has one
ROOM = 2 << 30  # bytes that must be free there
SELDOM = (20_000, 20, 20)  # how often the collector of garbage looks: most of what a test makes stays with it


def pytest_configure(config):
    """In memory: thousands of desks, each made and written, would wait for a disk longer than they work.

    Trials stay on the disk: theirs are too big, and its faults are what some are about. So does whoever
    says where (TMPDIR).
    """
    if config.option.markexpr == "not trial" and has_room(MEMORY):
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None  # asked for anew
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a background job, whose children inherit it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sweep()


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is collected stays until the end: the collector of garbage need not go through it each time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*SELDOM)
        gc.enable()


def pytest_collection_modifyitems(items):
    """The longest first, and those that one worker does together; the others in their order."""
    items.sort(key=lambda item: not (item.name.startswith(LONG) or item.get_closest_marker("xdist_group")))


@pytest.hookimpl(optionalhook=True)  # where one process does them all nobody shares
def pytest_xdist_make_scheduler(config, log):
    """The workers share the tests by files, in the order above."""
    if config.option.dist != "loadgroup":
        return None
    config.option.loadscopereorder = False
    return ByFile(config, log)


def has_room(folder):
    """Whether a folder is there, may be written, has room, and lets programs be started from it."""
    if not os.access(folder, os.W_OK):
        return False
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize > ROOM and not told.f_flag & os.ST_NOEXEC


@pytest.fixture(autouse=True)
def brought_up_once(request):
    """A new desk begins as a copy of an empty one, but where the making of a file is what is tried.

    Mails are read by one process, but where that is tried; the same terms are doubted once.
    """
    with pytest.MonkeyPatch.context() as patched:
        if STORAGE not in request.node.path.parents:
            patched.setattr(opening, "_build", build_quickly)
        if request.node.path != READER:
            read_by_one(patched)
        patched.setattr(files, "doubts", doubted_once)
        yield


_doubted: dict[str, tuple] = {}


def doubted_once(service):
    """What of these terms cannot be meant: of the same text always the same, whoever asks."""
    terms, found = _doubted.get(service.text, (None, ()))
    if terms != service:
        found = DOUBTS(service)
        _doubted[service.text] = (service, found)
    return found


@pytest.fixture(autouse=True)
def a_language_of_its_own():
    """English and euro until the test chooses: what another chose in the same process is not heard here."""
    locale.choose("en")
    locale.on_screens(False)
    yield
    locale.look_in(None)
    regions.write_as_in("")
    currencies.reckon_in(currencies.EURO)
    locale.choose("en")
