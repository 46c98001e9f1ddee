"""Fifty hostile file names: each stays in the folder, none writes over another (S12)."""

import stat

import pytest
from deskterm.mail.save import NAME_BYTES, safe_name, save
from deskterm.models.basics.text import is_clean

# fmt: off
HOSTILE = [
    "../../.bashrc",
    "..\\..\\autoexec.bat",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "../../etc/passwd\0.pdf",
    "a\r\nb.pdf",
    "\x1b]0;x\x07.pdf",
    "fattura\u202efdp.exe",
    "..",
    ".",
    "",
    " ",
    "...",
    ".htaccess",
    "-rf",
    "~root",
    "CON",
    "con.txt",
    "NUL.pdf",
    "COM1",
    "lpt9.doc",
    "aux",
    "a" * 300 + ".pdf",
    "é" * 200 + ".png",
    "a." + "b" * 300,
    "x/",
    "x\\",
    "a:b.txt",
    "a|b",
    "a*b?.txt",
    '"a".txt',
    "<a>.txt",
    "a\tb.txt",
    "\u200b.pdf",
    "\ufeffa.pdf",
    "a\u2028b.pdf",
    "file.pdf.",
    "file.pdf ",
    " file.pdf",
    "file\ud800.pdf",
    "%2e%2e%2fx",
    "....//....//x",
    "a/../b",
    "\\\\server\\share\\x",
    "file://x",
    "$(rm -rf ~)",
    "`id`.txt",
    ";reboot",
    "\x85.txt",
    "e\u0301" + "\u0316" * 90,
    "💾" * 60 + ".zip",
]
# fmt: on


def test_there_are_fifty_of_them():
    assert len(HOSTILE) >= 50


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_becomes_a_plain_one(name):
    shown = safe_name(name)
    assert shown and "/" not in shown and "\\" not in shown and not shown.startswith((".", "-", "~"))
    assert len(shown.encode()) <= NAME_BYTES and is_clean(shown)


def test_none_leaves_the_folder_and_none_writes_over_another(tmp_path):
    folder = tmp_path / "scelta"
    folder.mkdir()
    paths = [save(name, str(number).encode(), folder) for number, name in enumerate(HOSTILE)]
    assert len(set(paths)) == len(HOSTILE) == len(list(folder.iterdir()))
    assert [path.read_bytes() for path in paths] == [str(number).encode() for number in range(len(HOSTILE))]
    assert all(path.parent == folder and stat.S_IMODE(path.stat().st_mode) == 0o600 for path in paths)
    assert [path.name for path in tmp_path.iterdir()] == ["scelta"]


def test_a_link_laid_in_the_way_is_not_followed(tmp_path):
    target = tmp_path / "bersaglio"
    (tmp_path / "x.txt").symlink_to(target)
    assert save("x.txt", b"qui", tmp_path).name == "x (2).txt"
    assert not target.exists()


def test_a_long_name_keeps_its_ending():
    assert safe_name("relazione " * 40 + ".pdf").endswith(".pdf")
