"""Whatever stands in a field of an export, its reader tells it or leaves it out: it never breaks off."""

import json
import re
import shutil
from pathlib import Path

import pytest
from deskterm.mail.desks.freescout import FreeScout
from deskterm.mail.desks.osticket import OsTicket
from deskterm.mail.desks.texts import Texts
from deskterm.mail.desks.zammad import Zammad
from deskterm.models.basics.text import is_clean

EXPORTS = Path(__file__).parents[2] / "data" / "exports"
ODD = (None, "x\x1b[2J\u202e", -1, [], {"a": 1}, "9999-99-99", 10**30)


def everything(export):
    return [*export.customers(), *export.tickets()]


@pytest.fixture(scope="module")
def texts():
    with Texts() as texts:
        yield texts


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("name", ["users-1", "tickets-1", "organizations", "ticket_articles/by_ticket/2"])
def test_any_field_of_zammads_answers_may_hold_anything(texts, tmp_path, name, odd):
    shutil.copytree(EXPORTS / "zammad", tmp_path / "z")
    path = tmp_path / "z" / f"{name}.json"
    things = json.loads(path.read_text(encoding="utf-8"))
    for field in {field for one in things for field in one}:
        path.write_text(json.dumps([one | {field: odd} for one in things]), encoding="utf-8")
        found = everything(Zammad(tmp_path / "z", texts))
        assert all(is_clean(one.subject) for one in found if hasattr(one, "subject"))
        assert all(is_clean(one.name) for one in found if hasattr(one, "people"))


@pytest.mark.parametrize(
    "odd", ["NULL", "'x'", "-1", "'0000-00-00 00:00:00'", "'[1,{}]'", "99999999999999999999"]
)
@pytest.mark.parametrize("which", ["osticket", "freescout"])
def test_any_column_of_a_dump_may_hold_anything(texts, tmp_path, which, odd):
    source = EXPORTS / ("osticket.sql" if which == "osticket" else "freescout/freescout.sql")
    text = source.read_text(encoding="utf-8")
    path = tmp_path / "d.sql"
    tables = [one for one in re.findall(r"INSERT INTO `(\w+)`", text) if "chunk" not in one]
    for table in dict.fromkeys(tables):
        columns = re.findall(
            r"^  `(\w+)`", text.partition(f"CREATE TABLE `{table}` (")[2].partition(";")[0], re.M
        )
        for place in range(len(columns)):
            row = ",".join(odd if at == place else "'7'" for at in range(len(columns)))
            names = ",".join(f"`{name}`" for name in columns)
            path.write_text(f"{text}\nINSERT INTO `{table}` ({names}) VALUES ({row});\n", encoding="utf-8")
            if which == "osticket":
                everything(OsTicket(path, texts, zone="Europe/Rome"))
            else:
                everything(FreeScout(path, texts, zone="UTC", files=None))
