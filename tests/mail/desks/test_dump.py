"""A dump is read as it was written, wherever a block of it ends, and nothing in it is run."""

import gzip

import pytest
from deskterm.mail.desks import dump
from hypothesis import given, settings
from hypothesis import strategies as st

HEAD = b"CREATE TABLE `t` (\n  `a` longblob,\n  `b` text,\n  KEY `a` (`a`)\n);\n"
WORDS = st.one_of(
    st.none(),
    st.binary(max_size=12),
    st.text("'\"\\;`(),-#/*\n x", max_size=12).map(str.encode),
)


def quoted(value, way):
    """A value as mysqldump writes it, or as phpMyAdmin does, or in hexadecimal (--hex-blob)."""
    if value is None:
        return b"NULL"
    if way == "hex" and value:
        return b"0x" + value.hex().encode()
    doubled = {
        b"'": b"''" if way == "doubled" else b"\\'",
        b"\\": b"\\\\",
        b"\0": b"\\0",
        b"\n": b"\\n",
        b"\r": b"\\r",
    }
    text = b"".join(doubled.get(bytes([one]), bytes([one])) for one in value)
    return (b"_binary " if way == "binary" else b"") + b"'" + text + b"'"


def read(tmp_path, words, wanted=lambda _: True, name="d.sql"):
    path = tmp_path / name
    path.write_bytes(words)
    return [tuple(row.values()) for _, row in dump.rows(path, wanted)]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("dump")


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4),
    way=st.sampled_from(["plain", "doubled", "binary", "hex"]),
    chunk=st.integers(1, 9),
)
def test_every_value_comes_back_wherever_a_block_ends(place, rows, way, chunk):
    told = b",\n".join(b"(" + quoted(a, way) + b"," + quoted(b, way) + b")" for a, b in rows)
    before, dump.CHUNK = dump.CHUNK, chunk
    try:
        found = read(
            place, HEAD + b"/*!40000 x */;\n-- said; 'so\nINSERT INTO `t` VALUES " + told + b";\n# end\n"
        )
    finally:
        dump.CHUNK = before
    assert found == rows


def test_columns_named_in_the_insert_count_over_those_of_the_table(tmp_path):
    path = tmp_path / "d.sql"
    path.write_bytes(HEAD + b"INSERT INTO `t` (`b`, `a`) VALUES (1, 'x');")
    assert [row for _, row in dump.rows(path, lambda _: True)] == [{"b": b"1", "a": b"x"}]


def test_a_packed_dump_is_read_too(tmp_path):
    assert read(tmp_path, gzip.compress(HEAD + b"INSERT INTO `t` VALUES (1,2);")) == [(b"1", b"2")]


@pytest.mark.parametrize(
    "words",
    [
        HEAD + b"INSERT INTO `t` VALUES (1,2),(3",
        HEAD + b"INSERT INTO `t` VALUES ('open",
        HEAD + b"INSERT INTO `t` VALUES (1,2,3);",
        HEAD + b"INSERT INTO `t` VALUES (1,SLEEP(9));",
    ],
)
def test_what_is_torn_or_no_value_is_no_dump(tmp_path, words):
    with pytest.raises(dump.NoDump):
        read(tmp_path, words)


@pytest.mark.parametrize("prefix", ["", "ost_", "help_desk_"])
def test_the_first_table_says_the_prefix_of_all(prefix):
    named = dump.DumpTables(("ticket", "ticket_status", "attachment"))
    assert named.has(f"{prefix}attachment")
    assert named.has(f"{prefix}ticket_status")
    assert named.name(f"{prefix}ticket") == "ticket"
    assert not named.has(f"{prefix}ticket_attachment")
    assert not named.has("other_ticket")
