"""R11, R13, S15: where a desk may lie, who may write in it, and who may read it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from deskterm.desk.context import make_desk, open_desk
from deskterm.desk.customers import cards
from deskterm.desk.errors import DeskTrouble
from deskterm.desk.terms.files import text_of
from deskterm.desk.upkeep import care
from deskterm.storage.database import Store
from deskterm.storage.faults import StoreError
from deskterm.storage.file import place

from tests.clocks import Watch
from tests.desk.conftest import furnish
from tests.disks import small_disk  # noqa: F401
from tests.storage.kit import together

NOBODY = 65534
TERMS = (text_of("delta-system"), "delta-system.toml")
ROOT = "/dev/vda / ext4 rw,relatime 0 0\n"
NETWORKS = {
    "nfs": "server:/export {folder} nfs4 rw,relatime,vers=4.2 0 0\n",
    "windows": "//server/dati {folder} cifs rw,relatime,vers=3.1.1 0 0\n",
    "sshfs": "anna@server:/dati {folder} fuse.sshfs rw,nosuid,nodev 0 0\n",
    "cloud": "remoto: {folder} fuse.rclone rw,nosuid,nodev 0 0\n",
    "virtual machine": "host {folder} 9p rw,sync,dirsync,access=client 0 0\n",
    "web": "https://server/dav {folder} davfs rw 0 0\n",
    "fuse that says nothing": "qualcosa {folder} fuse rw,nosuid,nodev 0 0\n",
    "folder of the host": "condivisa {folder} virtiofs rw,relatime 0 0\n",
    "general parallel": "gpfs1 {folder} gpfs rw 0 0\n",
    "panasas": "panfs://server:global {folder} panfs rw 0 0\n",
    "coda": "coda {folder} coda rw 0 0\n",
    "windows under linux": "C: {folder} drvfs rw 0 0\n",
}


def table(tmp_path, *lines):
    mounts = tmp_path / "mounts"
    mounts.write_text("".join(lines))
    return mounts


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_desk_on_a_network_share_is_refused(tmp_path, kind):
    point = tmp_path / "condivisa"
    mounts = table(tmp_path, ROOT, NETWORKS[kind].format(folder=point))
    with pytest.raises(StoreError) as refused:
        place.refuse_network(point / "banco", mounts)
    assert refused.value.code == "network"


def test_a_share_is_refused_when_a_desk_is_made_and_when_it_is_opened(tmp_path, desk, monkeypatch):
    desk.close()
    point = str(tmp_path).replace(" ", "\\040")
    monkeypatch.setattr(place, "MOUNTS", table(tmp_path, ROOT, f"server:/x {point} nfs rw 0 0\n"))
    for deed in (lambda: open_desk(desk.folder), lambda: make_desk(tmp_path / "nuovo", *TERMS)):
        with pytest.raises(DeskTrouble) as refused:
            deed()
        assert refused.value.code == "store_network"
        assert "nfs" in str(refused.value)


@pytest.mark.parametrize(
    "line",
    [
        "/dev/sdb1 {folder} fuseblk rw 0 0\n",
        "cifrata {folder} fuse.gocryptfs rw 0 0\n",
        "tmpfs {folder} tmpfs rw 0 0\n",
        "server:/export {folder}2 nfs4 rw 0 0\n",
        "server:/export {folder} nfs4 rw 0 0\n/dev/sdb1 {folder} ext4 rw 0 0\n",
    ],
)
def test_a_disk_of_this_machine_is_not(tmp_path, line):
    place.refuse_network(tmp_path / "x" / "banco", table(tmp_path, ROOT, line.format(folder=tmp_path / "x")))


def test_a_name_with_spaces_is_read_as_the_system_writes_it(tmp_path):
    mounts = table(tmp_path, ROOT, f"s:/x {tmp_path}/nostra\\040rete nfs rw 0 0\n")
    with pytest.raises(StoreError):
        place.refuse_network(tmp_path / "nostra rete" / "banco", mounts)


def test_a_system_without_a_table_of_mounts_is_trusted(tmp_path):
    place.refuse_network(tmp_path, tmp_path / "none")


# Rights of folder and file; what an ordinary user is told when the desk is not theirs to write.
LAYOUTS = {
    "file not readable": (0o777, 0o000),
    "file not writable": (0o777, 0o444),
    "folder not writable": (0o555, 0o666),
    "folder closed": (0o600, 0o666),
}


@pytest.fixture
def open_folder():
    """A folder that other users can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


# The program is loaded and warmed up as root: the ordinary user may not be allowed to read its files.
AS_NOBODY = f"""
import os, sys
from deskterm.commands.frame.run import run
warm, *arguments = sys.argv[1:]
run(["--desk", warm, "init", "--service", "delta-system", "--json"])
for words in ("queue", "queue --json", "customer add Bar", "customer list", "customer show C001"):
    run(["--desk", warm, *words.split()])
run(["--desk", warm, "backup", warm + ".copy"])
import getpass, shutil
if os.path.exists(arguments[1]):
    same = shutil.copytree(arguments[1], warm + ".same", dirs_exist_ok=True)
    for words in ("queue", "customer list", "customer show C001"):
        run(["--desk", same, *words.split()])
sys.stdout.flush()
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
os.environ["HOME"] = "/nonexistent"
print("now", flush=True)
print("now", file=sys.stderr, flush=True)
sys.exit(run(arguments))
"""


@pytest.fixture
def as_nobody(tmp_path):
    """Run a command as a user without rights: its exit code, what it printed, what it complained about."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")

    def call(*arguments):
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(tmp_path / "warm"), *arguments],
            env=os.environ | {"LANG": "it_IT.UTF-8", "LC_ALL": "it_IT.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        out, err = (text.partition("now\n")[2] for text in (done.stdout, done.stderr))
        return done.returncode, out, err

    return call


def with_rights(folder, layout):
    furnish(folder, Watch("2026-03-02T09:00")).close()
    rights, rights_of_file = LAYOUTS[layout]
    for path in folder.iterdir():
        path.chmod(rights_of_file)
    folder.chmod(rights)
    return folder


@pytest.mark.parametrize("layout", ["file not readable", "folder closed"])
def test_whoever_may_not_read_is_told_so_in_one_sentence(open_folder, layout, as_nobody):
    folder = with_rights(open_folder / "desk", layout)
    code, out, err = as_nobody("--desk", str(folder), "queue", "--json")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert [word for word in (str(folder), "permess", "--desk") if word not in err] == []


@pytest.mark.parametrize("layout", ["file not writable", "folder not writable"])
def test_whoever_may_only_read_looks_and_copies_and_is_told_why_nothing_else_goes(
    open_folder, layout, as_nobody
):
    folder = with_rights(open_folder / "desk", layout)
    open_folder.chmod(0o777)
    desk = ("--desk", str(folder))
    for look in (("customer", "list"), ("queue",), ("customer", "show", "C001")):
        code, out, err = as_nobody(*desk, *look)
        assert (code, err) == (0, ""), err
    code, out, err = as_nobody(*desk, "customer", "add", "Bar Centrale")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert [word for word in ("Non si può scrivere", "permesso di scrivere") if word not in err] == []
    copy = open_folder / "copia.sqlite"
    assert as_nobody(*desk, "backup", str(copy))[0] == 0
    assert copy.stat().st_size > 100_000


def test_a_disk_for_reading_alone_is_looked_at_and_a_desk_is_not_made_there(small_disk):  # noqa: F811
    folder = small_disk / "desk"
    furnish(folder, Watch("2026-03-02T09:00")).close()
    mount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(mount, check=True)
    desk = open_desk(folder)
    assert [one.name for one in cards.listing(desk, limit=9)] != []
    with pytest.raises(DeskTrouble, match="cannot be written"):
        cards.add(desk, name="Bar Centrale")
    desk.close()
    with pytest.raises(DeskTrouble, match="choose another folder"):
        make_desk(small_disk / "altro", *TERMS)


def test_what_was_read_is_read_anew_once_somebody_has_written(open_folder):
    """Who may only read is told of no change by SQLite: the file's own time tells it."""
    folder = open_folder / "desk"
    desk = furnish(folder, Watch("2026-03-02T09:00"))
    desk.close()
    with_reader = Store(folder, read_only=True)
    with with_reader.read() as conn:
        before = conn.execute("SELECT count(*) FROM customer").fetchone()[0]
    writer = open_desk(folder)
    cards.add(writer, name="Bar Centrale")
    with with_reader.read() as conn:  # the log is there now
        assert conn.execute("SELECT count(*) FROM customer").fetchone()[0] == before + 1
    writer.close()
    with with_reader.read() as conn:
        assert conn.execute("SELECT count(*) FROM customer").fetchone()[0] == before + 1
    with_reader.close()


def test_a_log_that_a_killed_writer_left_is_told_with_its_cure(open_folder, as_nobody):
    folder = with_rights(open_folder / "desk", "folder not writable")
    (folder / "desk.sqlite-wal").write_bytes(b"x" * 100)
    code, out, err = as_nobody("--desk", str(folder), "queue")
    assert (code, out) == (1, "")
    assert [word for word in ("desk.sqlite-wal", "copiarne tutta la cartella") if word not in err] == []


def test_whoever_may_not_make_a_folder_is_told_so(open_folder, as_nobody):
    code, out, err = as_nobody("--desk", str(open_folder / "x"), "init", "--service", "delta-system")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert [word for word in (str(open_folder), "permesso di scrivere", "--desk") if word not in err] == []


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path):
    mine = tmp_path / "appunti"
    mine.write_text("mio")
    for folder in (mine, mine / "desk"):
        with pytest.raises(DeskTrouble):
            make_desk(folder, *TERMS)
        with pytest.raises(DeskTrouble):
            open_desk(folder)
    assert mine.read_text() == "mio"


MAKE = """
os.umask(0o022)
from deskterm.desk.upkeep import care
from deskterm.desk.intake import receive
from deskterm.desk.context import make_desk
from deskterm.desk.terms.files import text_of
desk = make_desk(folder, text_of("delta-system"), "delta-system.toml", who="luca")
receive.receive_request(desk, channel="mail", subject="Stampa", body="Non va.")
care.backup(desk)
paths = [folder, *folder.rglob("*")]
say({str(path.relative_to(folder)): path.stat().st_mode & 0o7777 for path in paths})
"""


@pytest.mark.parametrize("stands", [False, True], ids=["new folder", "empty folder of everybody"])
def test_nobody_else_may_read_a_desk_whatever_the_umask(tmp_path, stands):
    folder = tmp_path / "a" / "desk"
    if stands:
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    (modes,) = together(MAKE, folder, 1)
    assert {"desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm", "desk.lock"} < set(modes)
    assert {modes.pop("."), modes.pop("backups")} == {0o700}
    assert set(modes.values()) == {0o600}


def test_a_folder_with_something_in_it_keeps_its_rights(tmp_path):
    folder = tmp_path / "lavoro"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    (folder / "altro.txt").write_text("x")
    make_desk(folder, *TERMS).close()
    assert folder.stat().st_mode & 0o777 == 0o755
    assert [check.ok for check in care.examine(folder) if check.name == "rights"] == [False]
