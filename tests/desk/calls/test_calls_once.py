"""However many press the key at once, a contact is billed once, and a technician has one call (R8)."""

import json
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest
from deskterm.desk.billing import filing, reports
from deskterm.desk.calls import timer
from deskterm.desk.errors import Refused
from deskterm.desk.packs import packs

from tests.desk.money_kit import NINE

AT_ONCE = 8


@pytest.fixture
def contact(office):
    """Twenty-eight minutes of work that nobody has filed; the customer's carnet holds fifteen."""
    customer = office.customer()
    office.carnet(customer, 15)
    timer.start(office.desk, office.ticket(customer))
    return timer.stop(office.at("28:00").desk).group_id


def billed_once(office):
    (report,) = reports.reports(office.desk)
    assert [(charge.minutes, charge.net_cents) for charge in report.settle] == [(15, 0), (13, 1170)]
    assert [line.pack.left for line in packs.packs(office.desk)] == [0]
    assert packs.check(office.desk) == ()


def test_eight_threads_file_the_same_contact_and_one_report_comes_of_it(office, contact):
    def file():
        try:
            return filing.file(office.desk, contact, outcome="solved", reason="setup").report.number
        except Refused as refusal:
            return refusal.code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = sorted(pool.map(lambda _: file(), range(AT_ONCE)))
    assert answers == ["R2026-0001"] + ["filed_already"] * (AT_ONCE - 1)
    billed_once(office)


def at_once(folder, body):
    """Run `body` in AT_ONCE processes that wait for each other; what each printed."""
    head = f"""
        import json, sys
        from pathlib import Path
        from deskterm.desk.billing import filing
        from deskterm.desk.calls import timer
        from deskterm.desk.context import open_desk
        from deskterm.desk.errors import Refused
        me = sys.argv[1]
        desk = open_desk(Path({str(folder)!r}), who="luca", clock=lambda: {NINE + 3600})
        print("ready", flush=True)
        sys.stdin.readline()
    """
    code = textwrap.dedent(head) + textwrap.dedent(body)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(AT_ONCE)
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    answers = [json.loads(child.communicate(timeout=60)[0]) for child in children]
    assert all(child.returncode == 0 for child in children)
    return answers


def test_eight_processes_file_the_same_contact_and_one_report_comes_of_it(office, contact):
    body = f"""
        try:
            print(json.dumps(filing.file(desk, {contact}, outcome="solved", reason="setup").report.number))
        except Refused as refusal:
            print(json.dumps(refusal.code))
    """
    answers = at_once(office.desk.folder, body)
    assert sorted(answers) == ["R2026-0001"] + ["filed_already"] * (AT_ONCE - 1)
    billed_once(office)


def test_eight_processes_log_work_and_no_number_is_given_twice_or_left_out(office):
    customer = office.customer()
    office.carnet(customer, 100)
    codes = [office.ticket(customer) for _ in range(AT_ONCE)]
    body = f"""
        code = {codes!r}[int(me)]
        times = dict(started_at={NINE}, ended_at={NINE + 1200})
        numbers = []
        for day in range(3):
            back = {{name: at - day * 86400 for name, at in times.items()}}
            done = filing.log(desk, code, kind="call", outcome="solved", reason="setup", **back)
            numbers.append(done.report.number)
        print(json.dumps(numbers))
    """
    numbers = [number for answer in at_once(office.desk.folder, body) for number in answer]
    assert sorted(numbers) == [f"R2026-{serial:04d}" for serial in range(1, 3 * AT_ONCE + 1)]
    assert sum(report.net_cents for report in reports.reports(office.desk)) == (3 * AT_ONCE * 20 - 100) * 90
    assert packs.check(office.desk) == ()


def test_one_technician_at_eight_terminals_has_one_call(office):
    code = office.ticket(office.customer())
    body = f"""
        try:
            print(json.dumps(timer.start(desk, {code!r}).id))
        except Refused as refusal:
            print(json.dumps(refusal.code))
    """
    answers = at_once(office.desk.folder, body)
    assert sorted(map(str, answers)) == ["1"] + ["call_running"] * (AT_ONCE - 1)
