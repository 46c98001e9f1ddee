"""The programs that plain-text accounting is for: they read what the desk wrote, and say what they found."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HLEDGER = shutil.which("hledger")


def needed():
    """Skip without hledger on somebody's machine; where every check runs, its lack is a failure."""
    if HLEDGER is None:
        if os.environ.get("DESKTERM_EVERY_PYTHON"):
            pytest.fail("hledger is not installed")
        pytest.skip("hledger is not installed")


def beancount(path):
    """What beancount has against a file."""
    return _said([str(Path(sys.executable).parent / "bean-check"), str(path)])


def hledger(path):
    """What hledger has against a file, as strict as it can be."""
    needed()
    return _said([HLEDGER, "-f", str(path), "check", "--strict"])


def balances_by_hledger(path):
    """What each account holds, by hledger: `{"Liabilities:VAT": "-8.36 EUR"}`."""
    needed()
    command = [HLEDGER, "-f", str(path), "balance", "--flat", "--no-total", "--output-format=csv", "--empty"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [line.strip('"').split('","') for line in told.splitlines()[1:]]
    return dict(rows)


def balances_by_beancount(path):
    """What each account holds, by beancount, in the same words."""
    from beancount import loader
    from beancount.core import realization

    entries, errors, _ = loader.load_file(str(path))
    assert errors == []
    found = {}
    for one in realization.iter_children(realization.realize(entries)):
        for position in one.balance:
            found[one.account] = f"{position.units.number} {position.units.currency}"
    return found


def _said(command):
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    said = (done.stdout + done.stderr).strip()
    return said if done.returncode or said else ""
