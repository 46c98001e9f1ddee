"""A disk that fills: a small one of its own, where the system lets us make one."""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def small_disk():
    """A disk of eight megabytes."""
    with tempfile.TemporaryDirectory() as point:
        mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "deskterm-trial", point]
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("only root can make a small disk")
        try:
            yield Path(point)
        finally:
            subprocess.run(["umount", "-l", point], check=True)


def fill(disk, left=0):
    """Leave so many bytes on a disk; the file that takes the room up, to be deleted again."""
    room = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize - left))
    return ballast
