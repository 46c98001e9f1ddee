"""Every figure of the backlog is told by the line, in JSON and in words, and by the screen.

A figure that differs must be seen to differ: each field of `Backlog` gets another value, one at a time.
"""

from __future__ import annotations

import typing
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from deskterm.commands.frame.run import run
from deskterm.desk.lead import backlog
from deskterm.desk.lead.backlog import Backlog, Trouble
from deskterm.models.records.ticket import Message
from msgspec import NODEFAULT, Struct, structs

from tests.screens.conftest import settle, text
from tests.screens.counter import Counter, press

# What a field holds where not any word or number will do.
MEANT: dict[str, Any] = {
    "at": 1_772_525_520,  # 2026-03-03 09:12 in Rome
    "kind": "remote",
    "state": "queued",
    "what": "hand",
    "unit": "minute",
    "ends_on": "2026-03-09",
    "expires_on": "2026-12-31",
    "customer_id": 1,
    "channel": "mail",
    "metric": "answer",
    "outcome": "held",
    "reason": "",
}
OTHERWISE: dict[str, Any] = {
    "at": 1_772_525_520 + 86_400,
    "by_state": {"queued": 8, "taken": 2, "waiting": 1},
    "by_age": {"<1": 9, ">10": 3},
    "by_tier": {1: 2, 2: 31},
    "in_hand": {"luca": 1, "marta": 6},
    "arrivals": (("2026-03-02", 4), ("2026-03-03", 17)),
    "held": (),
    "wrong": (Trouble(what="hook", name="chat", why="Niente risposta."),),
}
QUIET = {
    **dict.fromkeys(
        ("open", "at_risk_count", "breached_count", "to_invoice_cents", "to_invoice_minutes", "ignored"), 0
    ),
    "at": MEANT["at"],
    "by_state": {"queued": 1, "taken": 0, "waiting": 0},
    "by_age": {"<1": 1, ">10": 0},
    "by_tier": {1: 1, 2: 1},
    "in_hand": {},
    "arrivals": (("2026-03-02", 4), ("2026-03-03", 1)),
}


def sample(sort: Any, name: str = "") -> Any:
    """Something of this type; what is of a record's field by its name where that matters."""
    if name in MEANT:
        return MEANT[name]
    if isinstance(sort, type) and issubclass(sort, Struct):
        hints = get_type_hints(sort)
        needed = [one for one in structs.fields(sort) if one.default is NODEFAULT is one.default_factory]
        return sort(**{one.name: sample(hints[one.name], one.name) for one in needed})
    if get_origin(sort) is tuple:
        return (sample(get_args(sort)[0]),)
    if get_origin(sort) is dict:
        return {}
    if type(None) in get_args(sort):
        return None
    return {int: 4_242, str: name, bool: False, Decimal: Decimal("4242.5")}[sort]


def quiet() -> Backlog:
    """A desk on which nothing presses but one mail, whose age moves on with the time."""
    empty = {one.name: () for one in structs.fields(Backlog) if one.name not in QUIET}
    return structs.replace(Backlog(**empty | QUIET), held=sample(tuple[Message, ...]))


def otherwise(name: str) -> Backlog:
    """The same but for one figure."""
    sort = typing.get_type_hints(Backlog)[name]
    return structs.replace(quiet(), **{name: OTHERWISE[name] if name in OTHERWISE else sample(sort)})


FIGURES = [one.name for one in structs.fields(Backlog)]


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


@pytest.mark.parametrize("how", [(), ("--json",)], ids=["in words", "in JSON"])
def test_the_line_tells_every_figure(counter, monkeypatch, capsys, how):
    def told(found: Backlog) -> str:
        monkeypatch.setattr(backlog, "figures", lambda *_: found)
        assert run(["--desk", str(counter.folder), "--at", "2026-03-03T09:12", "backlog", *how]) == 0
        return capsys.readouterr().out

    usual = told(quiet())
    assert [name for name in FIGURES if told(otherwise(name)) == usual] == []


async def test_the_screen_shows_every_figure(counter, monkeypatch):
    shown = quiet()
    monkeypatch.setattr(backlog, "figures", lambda *_: shown)

    async def seen(found: Backlog) -> str:
        nonlocal shown
        shown = found
        app.screen.load()
        await settle(pilot)
        return text(app)

    app = counter.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        usual = await press(pilot, "7")
        assert "In attesa" in usual or "in attesa" in usual
        # Beside a quiet desk each time: a column that was wide once stays so.
        unseen = [name for name in FIGURES if await seen(quiet()) == await seen(otherwise(name))]
        assert unseen == []
