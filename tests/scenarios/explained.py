"""`why` asked of everything at a desk, in both languages: no decision without rule, no clause left blank."""

import contextlib
import io
import json
from itertools import chain

from deskterm.commands.frame.run import run
from deskterm.locale import LANGUAGES

PRICED = "SELECT code FROM ticket WHERE id IN (SELECT ticket_id FROM session WHERE state = 'filed')"


def everything(desk):
    """Ask of every ticket, message set aside, filed session and work report; the rules that were told."""
    told = {language: list(chain.from_iterable(_asked(desk, language))) for language in LANGUAGES}
    rules = [(place, rule) for place, rule, _ in told["it"]]
    assert rules and rules == [(place, rule) for place, rule, _ in told["en"]]
    for (place, rule, it), (_, _, en) in zip(told["it"], told["en"], strict=True):
        assert rule, place
        assert it.strip() and en.strip() and it != en, (place, rule)
    assert len(rules) >= _kept(desk)
    return {rule for _, rule in rules}


def _asked(desk, language):
    for code in _column(desk, "SELECT code FROM ticket ORDER BY id"):
        why = _say(desk, language, "ticket", "why", code)["decisions"]
        assert why, code
        yield [(code, one["rule"], one["clause"]) for one in why]
    for number in _column(
        desk, "SELECT id FROM message WHERE outcome IN ('rejected','held','review') ORDER BY id"
    ):
        set_aside = _say(desk, language, "mail", "show", str(number))
        why = set_aside["decisions"]
        assert set_aside["rule"] in {one["rule"] for one in why}, set_aside
        yield [(f"message {number}", one["rule"], one["clause"]) for one in why]
    for code in _column(desk, PRICED):
        for session in _lines(desk, language, "call", "list", "--ticket", code):
            yield [(f"session {session['id']}", session["rule"], session["clause"])]
    for number in _column(desk, "SELECT number FROM report ORDER BY number"):
        report = _say(desk, language, "report", "show", number)
        yield [(number, report["rule"], report["clause"])]


def _kept(desk):
    """How many decisions are kept of tickets and of messages that were set aside: all that there are."""
    (every,) = _column(desk, "SELECT count(*) FROM decision")
    (apart,) = _column(desk, "SELECT count(*) FROM decision WHERE ticket_id IS NULL AND message_id IS NULL")
    assert apart == 0
    return every


def _column(desk, query):
    with desk.read() as conn:
        return [row[0] for row in conn.execute(query).fetchall()]


def _say(desk, language, *words):
    (facts,) = _lines(desk, language, *words)
    return facts


def _lines(desk, language, *words):
    """What a command answers at this desk, line by line."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        folder = str(desk.store.folder)
        assert run(["--desk", folder, "--as", "luca", "--lang", language, *words, "--json"]) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]
