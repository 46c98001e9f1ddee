"""`make run` from a checkout: what it lays, what it mends, what it says where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.pythons import REPOSITORY

SETS_UP = "Setting up"
TOOLS_OF_THE_CHECKS = ("pytest", "ruff", "mypy", "hypothesis")


class Checkout:
    """This checkout, with its environment and its home in a folder of the test's."""

    def __init__(self, folder: Path) -> None:
        self.venv = folder / ".venv"
        self.home = folder / "home"
        self.home.mkdir()

    def make_run(self, **env: str) -> subprocess.CompletedProcess:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        return subprocess.run(
            ["make", "run", f"VENV={self.venv}", f"PYTHON={sys.executable}"],
            cwd=REPOSITORY,
            env=kept | {"HOME": str(self.home), "DESKTERM_LANG": "en"} | env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def has(self, module: str) -> bool:
        asked = [self.venv / "bin" / "python", "-c", f"import {module}"]
        return subprocess.run(asked, stderr=subprocess.DEVNULL, check=False).returncode == 0


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def no_pip_yet(venv: Path) -> None:
    """What `python3 -m venv` leaves where python3-venv is missing."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)


def broken_off(venv: Path) -> None:
    """A package that says it is installed, and is not: the power went while it was being unpacked."""
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    (packages,) = venv.glob("lib/python3*/site-packages")
    pins = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    (version,) = [line.removeprefix("textual==") for line in pins if line.startswith("textual==")]
    told = packages / f"textual-{version}.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: textual\nVersion: {version}\n")
    (venv / ".under-way").touch()


@pytest.mark.parametrize("half_made", [pytest.param(no_pip_yet, marks=pytest.mark.trial), broken_off])
def test_a_half_made_environment_is_mended_and_holds_what_running_needs_alone(checkout, half_made):
    half_made(checkout.venv)
    first = checkout.make_run()
    assert first.returncode == 0, first.stderr
    assert SETS_UP in first.stdout
    assert "Demo desk made in" in first.stdout
    assert f"{checkout.venv}/bin/deskterm demo" in first.stdout
    assert checkout.has("textual.app")
    assert [tool for tool in TOOLS_OF_THE_CHECKS if checkout.has(tool)] == []
    second = checkout.make_run()
    assert second.returncode == 0
    assert SETS_UP not in second.stdout


def test_a_python_without_venv_is_named_with_the_cure_and_nothing_is_left(checkout, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    done = checkout.make_run(PYTHONPATH=str(tmp_path))
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not checkout.venv.exists()
