"""Care of the desk: copies that can be trusted, put back when nobody is there; rights; the doctor."""

import grp
import os
import sqlite3
import stat
import tempfile
from pathlib import Path

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.upkeep import care

from tests.commands.conftest import Line, ask


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def copies(line):
    return sorted((line.desk / "backups").glob("*.sqlite"))


def test_a_copy_is_one_whole_file_for_its_owner(line):
    ask(line, "2026-03-02T09:10")
    copy = line("backup", "--json").json["backup"]
    (path,) = copies(line)
    assert copy == str(path)
    assert mode(path) == 0o600
    with sqlite3.connect(path) as conn:
        assert conn.execute("SELECT count(*) FROM ticket").fetchone() == (1,)
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    conn.close()
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_two_copies_in_one_second_are_two_files(line):
    line("backup")
    line("backup")
    assert len(copies(line)) == 2


def test_a_copy_never_replaces_a_file(line, tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("keep me", encoding="utf-8")
    line("backup", precious, code=2)
    assert precious.read_text(encoding="utf-8") == "keep me"


def test_no_folder_is_made_for_a_copy_where_a_disk_may_be_missing(line, tmp_path):
    for target in (tmp_path / "mnt" / "copia.sqlite", f"{tmp_path}/mnt/"):
        told = line("backup", target, code=2)
        assert f"mkdir -p {tmp_path}/mnt" in told.err
    assert not (tmp_path / "mnt").exists()


def test_a_copy_on_the_disk_of_the_desk_says_so(line, tmp_path):
    told = line("backup", tmp_path / "copia.sqlite")
    assert "stesso disco" in told.err
    elsewhere = Path("/dev/shm")  # a disk of its own on every Linux
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == line.desk.stat().st_dev:
        pytest.skip("no second disk here")
    with tempfile.TemporaryDirectory(dir=elsewhere) as folder:
        told = line("backup", f"{folder}/", "--json")
        assert told.json["same_disk"] is False
        assert told.err == ""


def everybodys(line):
    return {
        str(path.relative_to(line.desk)): mode(path) | path.stat().st_mode & stat.S_ISGID
        for path in (line.desk, *line.desk.rglob("*"))
    }


def test_a_desk_is_given_to_a_group_with_all_its_files(line):
    line("backup")
    group = grp.getgrgid(os.getgid()).gr_name
    line("share", group)
    line("backup")
    modes = everybodys(line)
    assert {modes.pop("."), modes.pop("backups")} == {0o2770}
    assert set(modes.values()) == {0o660}
    assert [one["ok"] for one in line("doctor", "--json").json["checks"] if one["name"] == "rights"] == [True]


def test_a_copy_put_back_for_a_group_is_the_groups(line, tmp_path, home):
    copy = line("backup", "--json").json["backup"]
    other = type(line)(tmp_path / "other", home)
    group = grp.getgrgid(os.getgid()).gr_name
    assert other("restore", copy, "--group", group, "--json").json["group"] == group
    assert mode(other.desk / "desk.sqlite") == 0o660
    (other.desk / "desk.sqlite").write_bytes(b"broken" * 2000)
    other("restore", copy)
    assert everybodys(other)["."] == 0o2770
    assert mode(other.desk / "desk.sqlite") == 0o660


def test_a_group_that_cannot_come_to_the_desk_is_told_where_the_way_is_closed(line, tmp_path):
    tmp_path.chmod(0o700)
    closed = line("share", "nogroup", "--json").json["closed"] if os.geteuid() == 0 else None
    if closed is None:
        pytest.skip("only root gives a desk to a group it is not in")
    assert closed in {str(tmp_path), *map(str, tmp_path.parents)}


def test_a_copy_put_back_is_the_desk_as_it_was(line):
    ask(line, "2026-03-02T09:10")
    copy = line("backup", "--json").json["backup"]
    ask(line, "2026-03-02T09:20")
    told = line("restore", copy, "--json").json
    assert [row["code"] for row in line("queue", "--json").lines] == ["TK000001"]
    line("restore", told["kept"])
    assert len(line("queue", "--json").lines) == 2


def test_a_copy_makes_a_desk_where_there_is_none(line, tmp_path, home):
    ask(line, "2026-03-02T09:10")
    copy = line("backup", "--json").json["backup"]
    other = type(line)(tmp_path / "other", home)
    assert other("restore", copy, "--json").json["kept"] is None
    assert len(other("queue", "--json").lines) == 1
    assert mode(tmp_path / "other") == 0o700
    assert mode(tmp_path / "other" / "desk.sqlite") == 0o600


def test_nothing_is_put_back_while_somebody_works(line):
    copy = line("backup", "--json").json["backup"]
    desk = open_desk(line.desk)
    desk.changed()
    try:
        line("restore", copy, code=3)
    finally:
        desk.close()
    line("restore", copy)


@pytest.mark.parametrize("harm", ["truncated", "not a database", "guards gone", "another program's"])
def test_a_harmed_copy_is_refused_and_the_desk_stays(line, tmp_path, harm):
    ask(line, "2026-03-02T09:10")
    path = tmp_path / "copy.sqlite"
    line("backup", path)
    if harm == "truncated":
        os.truncate(path, path.stat().st_size // 2)
    elif harm == "not a database":
        path.write_bytes(b"hello" * 1000)
    else:
        with sqlite3.connect(path) as conn:
            conn.execute("PRAGMA application_id=1" if "another" in harm else "DROP TRIGGER movement_stays")
        conn.close()
    line("restore", path, code=2)
    assert len(line("queue", "--json").lines) == 1


def test_every_file_is_its_owners_alone(line):
    ask(line, "2026-03-02T09:10")
    line("backup")
    found = [path for path in [line.desk, *line.desk.rglob("*")] if mode(path) & 0o077]
    assert found == []


def test_the_doctor_sees_rights_that_are_too_wide(line):
    (line.desk / "desk.sqlite").chmod(0o644)
    checks = {one["name"]: one for one in line("doctor", "--json", code=1).json["checks"]}
    assert checks["rights"]["ok"] is False
    assert "desk.sqlite 0644" in checks["rights"]["detail"]


def test_the_doctor_sees_a_guard_that_is_gone(line):
    with sqlite3.connect(line.desk / "desk.sqlite") as conn:
        conn.execute("DROP TRIGGER movement_kept")
    conn.close()
    checks = {one["name"]: one for one in line("doctor", "--json", code=1).json["checks"]}
    assert checks["guards"]["ok"] is False
    assert "movement_kept" in checks["guards"]["detail"]


def test_the_doctor_sees_a_changed_balance(line):
    line("pack", "sell", "C001", "--size", "1h")
    with sqlite3.connect(line.desk / "desk.sqlite") as conn:
        conn.execute("UPDATE pack SET left_over = 59")
    conn.close()
    checks = {one["name"]: one for one in line("doctor", "--json", code=1).json["checks"]}
    assert checks["ledger"]["ok"] is False


def test_the_doctor_looks_at_a_desk_that_cannot_be_opened(empty):
    empty.desk.mkdir()
    (empty.desk / "desk.sqlite").write_bytes(b"no database at all" * 300)
    checks = {one["name"]: one for one in empty("doctor", "--json", code=1).json["checks"]}
    assert checks["open"]["ok"] is False


def test_a_desk_may_be_shared_with_a_group(empty):
    import grp

    name = grp.getgrgid(os.getgid()).gr_name
    empty("init", "--service", "delta-system", "--group", name)
    empty("customer", "add", "Ferramenta Dal Prà")
    assert mode(empty.desk) == 0o2770
    assert {mode(path) for path in empty.desk.iterdir() if path.is_file()} == {0o660}
    assert empty("doctor", "--json").json["ok"] is True


def test_examining_changes_nothing(line):
    before = (line.desk / "desk.sqlite").read_bytes()
    assert all(check.ok for check in care.examine(line.desk))
    assert (line.desk / "desk.sqlite").read_bytes() == before


def test_the_folders_above_a_new_desk_are_closed_too(tmp_path, home):
    line = Line(tmp_path / "one" / "two" / "desk", home)
    line.process("init", "--service", "delta-system")
    assert {mode(tmp_path / "one"), mode(tmp_path / "one" / "two"), mode(line.desk)} == {0o700}
