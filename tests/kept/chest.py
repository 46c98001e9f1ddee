"""The kept desks, unpacked: who made each, and by how many migrations it is behind."""

import json
import lzma
from functools import cache
from pathlib import Path

from deskterm.storage.database import FILE

CHEST = Path(__file__).parents[1] / "data" / "desks"
# The commit that made a desk, its user_version, and what it carries; after 155a307 nobody counted on.
EARLIER = {
    "2923b32": (2, "nothing yet: work and money had other tables"),
    "7e3e4f1": (2, "a filed call, a pack"),
    "5252bde": (3, "the demo of Delta System"),
    "246b2b9": (4, "three requests"),
    "7bdf613": (4, "the demo of Istes"),
    "1f86d10": (6, "the demo of Istes"),
    "31ae445": (7, "the demo of Digital Micro"),
    "51a711b": (8, "the demo of Omniagest"),
    "155a307": (9, "the demo of Omniagest"),
    "0aa6aa1": (9, "the demo of Contabilità in Cloud, ten migrations under number nine"),
    "0ae449f": (9, "a filed call, eleven migrations under number nine"),
    "5de18a4": (9, "the demo of Istes, twelve migrations under number nine"),
}


def unpack(name: str, folder: Path) -> Path:
    """A kept desk, in a folder of its own."""
    folder.mkdir(mode=0o700)
    path = folder / FILE
    path.write_bytes(lzma.decompress((CHEST / f"{name}.sqlite.xz").read_bytes()))
    path.chmod(0o600)
    return folder


def unpack_text(name: str, folder: Path) -> Path:
    """A kept service file, or the lines of a rehearsal."""
    path = folder / Path(name).name
    path.write_bytes(lzma.decompress((CHEST / f"{name}.xz").read_bytes()))
    return path


@cache
def said():
    """What commit 5264e13 said to `asked.py`."""
    return json.loads(lzma.decompress((CHEST / "said.json.xz").read_bytes()))
