"""Where a desk may lie: a folder of this machine in which this user may write (R11, R13, S15)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deskterm.storage.faults import StoreError, of_system

try:
    import fcntl
except ImportError:  # no flock on this system
    fcntl = None  # type: ignore[assignment]

COPIES = "backups"  # a desk's own folder of copies
MAKING = re.compile(r"(\..*\.new)(-wal|-shm|-journal)?$")  # the names of what is being made
MOUNTS = Path("/proc/mounts")
# File systems of other machines, or shared with them: SQLite's locks or shared memory do not hold there.
NETWORK = frozenset(
    "nfs nfs3 nfs4 cifs smb2 smb3 smbfs smb 9p afs ncpfs ncp coda ceph glusterfs lustre davfs davfs2"
    " vboxsf prl_fs vmhgfs virtiofs virtio_fs orangefs pvfs2 ocfs2 gfs gfs2 gpfs mmfs panfs beegfs fhgfs"
    " moosefs lizardfs juicefs weka wekafs quobyte cvfs snfs acfs hgfs drvfs".split()
)
# A FUSE file system may be anything, and one that does not say what it is most of all; these are known
# to be a disk of this machine.
LOCAL_FUSE = frozenset(
    f"fuse.{name}" for name in "gocryptfs encfs cryfs securefs ntfs-3g exfat bindfs fuse-overlayfs".split()
)


def refuse_network(folder: Path, mounts: Path | None = None) -> None:
    """Raise StoreError("network") when `folder` lies on a network share, where a desk would be damaged."""
    try:
        lines = (mounts or MOUNTS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    best, kind = "", ""
    target = str(folder.resolve())
    for line in lines:
        _, point, fstype, *_ = [*line.split(), "", "", ""]
        point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), point)
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fstype
    if kind in NETWORK or (kind.partition(".")[0] == "fuse" and kind not in LOCAL_FUSE):
        raise StoreError("network", folder, kind)


def make_folder(folder: Path) -> None:
    """Make the folder (0700); one that was there and is empty becomes ours alone too. Raises StoreError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not any(folder.iterdir()):
            with suppress(PermissionError):
                folder.chmod(0o700)
    except (FileExistsError, NotADirectoryError):
        raise StoreError("foreign", folder) from None
    except OSError as error:
        raise of_system(error, folder) from error
    refuse_network(folder)


def check_file(path: Path) -> None:
    """Raise StoreError where there is no desk, on a network share, or where this user may not even read.

    The rights are asked of the system: nobody opens the file but SQLite (R9), and a probe that writes
    would have to wait its turn.
    """
    try:
        if not path.exists():
            raise StoreError("missing", path)
        if path.is_dir():
            raise StoreError("foreign", path)
    except OSError as error:
        raise of_system(error, path) from error
    refuse_network(path.parent)
    if not (os.access(path, os.R_OK) and os.access(path.parent, os.R_OK | os.X_OK)):
        raise StoreError("not_ours", path)


def for_reading_alone(path: Path) -> bool:
    """Whether this user may look at the desk and not write in the file or its folder, where its log lies."""
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def remove(path: Path) -> None:
    """Take away a database that never became a desk, with whatever SQLite kept beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


@contextmanager
def in_the_making(path: Path) -> Iterator[None]:
    """Make an empty file (0600) and hold it while it is filled: what nobody holds has been abandoned."""
    remove(path)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def clear_abandoned(folder: Path) -> None:
    """Take away what whoever was killed while making a desk or a copy in `folder` left half done."""
    if fcntl is None:
        return
    with suppress(
        OSError
    ):  # a folder that is not there or not ours to clear is none of an opening's business
        found = {match[1] for path in folder.iterdir() if (match := MAKING.match(path.name))}
        for path in (folder / name for name in found):
            if _abandoned(path):
                remove(path)


def _abandoned(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True  # only what SQLite kept beside it is left
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def sync_folder(folder: Path) -> None:
    """Make a name in the folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
