"""The desk is busy, the technician has gone on: what was asked there opens nothing here."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os

import pytest
from deskterm.desk.queue import queue
from deskterm.models.basics.ticket_numbers import short
from deskterm.storage.database import LOCK
from deskterm.widgets import typeahead
from deskterm.widgets.work import Work

from tests.screens.conftest import settle, text, until
from tests.screens.demo_desk import app_at, demo_at
from tests.screens.said import said


@pytest.fixture
def folder(tmp_path):
    """A desk at which Ilaria holds the first ticket."""
    colleague = demo_at(tmp_path / "desk", who="ilaria")
    queue.take_next(colleague)
    colleague.close()
    return tmp_path / "desk"


@contextlib.contextmanager
def busy(folder):
    """Another process writes to the desk for as long as this lasts."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """Esc waits for nobody."""
    monkeypatch.setattr(typeahead, "LONG", 0.0)


def seen(pilot) -> str:
    return " ".join(text(pilot.app).split())


async def on_the_colleagues_ticket(pilot):
    await settle(pilot)
    await pilot.press("2")
    await settle(pilot)
    while "ilaria" not in str(pilot.app.screen.front().taken_by):
        await pilot.press("j")
        await settle(pilot)
    return pilot.app.screen.front().code


async def test_a_question_stays_away_from_a_page_it_does_not_belong_to(folder):
    async with app_at(folder).run_test(size=(140, 40)) as pilot:
        code = await on_the_colleagues_ticket(pilot)
        with busy(folder):
            await pilot.press("i")
            await pilot.pause(0.1)
            await pilot.press("escape", "1")
            await pilot.pause(0.1)
        await until(pilot, lambda: "non si apre qui" in seen(pilot))
        assert "ilaria" in seen(pilot)
        assert f"{short(code)}: rimettere in coda?" in seen(pilot)
        assert pilot.app.screen is pilot.app.desk_screen
        await pilot.press("j")
        await settle(pilot)
        assert pilot.app.screen is pilot.app.desk_screen


async def test_the_same_question_comes_where_one_waits_for_it(folder):
    async with app_at(folder).run_test(size=(140, 40)) as pilot:
        code = await on_the_colleagues_ticket(pilot)
        with busy(folder):
            await pilot.press("i")
            await pilot.pause(0.1)
        await until(pilot, lambda: pilot.app.screen is not pilot.app.desk_screen)
        assert short(code) in seen(pilot)


async def test_the_next_ticket_is_taken_and_named_but_opens_over_no_other_page(folder):
    async with app_at(folder).run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        with busy(folder):
            await pilot.press("f4")
            await pilot.pause(0.1)
            await pilot.press("escape", "6")
            await pilot.pause(0.1)
            here = pilot.app.desk_screen
        await until(pilot, lambda: "non si apre qui" in seen(pilot))
        assert "TK17" in seen(pilot)
        assert pilot.app.screen is here


async def test_no_question_comes_over_a_sheet_that_was_opened_meanwhile(folder):
    async with app_at(folder).run_test(size=(140, 40)) as pilot:
        await on_the_colleagues_ticket(pilot)
        with busy(folder):
            await pilot.press("i")
            await pilot.pause(0.1)
            await pilot.press("escape", "question_mark")
            await pilot.pause(0.1)
            sheet = pilot.app.screen
        await until(pilot, lambda: "non si apre qui" in seen(pilot))
        assert pilot.app.screen is sheet


async def test_a_deed_refused_after_its_page_was_closed_is_refused_aloud(folder):
    async with app_at(folder).run_test(size=(140, 40)) as pilot:
        await on_the_colleagues_ticket(pilot)
        await pilot.press("enter")
        await settle(pilot)
        with busy(folder):
            await pilot.press("i")
            await pilot.pause(0.1)
            await pilot.press("escape")
            await pilot.pause(0.1)
            assert len(pilot.app.screen_stack) == 1
        await until(pilot, lambda: any("ilaria" in one for one in said(pilot.app)))


async def test_an_undo_that_is_not_wanted_says_so(folder):
    async with app_at(folder).run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("f4")
        await settle(pilot)
        await pilot.press("u")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Non annullato" in seen(pilot)


async def test_an_answer_that_comes_while_the_program_ends_reaches_no_page(folder):
    heard = []
    async with app_at(folder).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f2")
        await settle(pilot)
        prompt = pilot.app.screen
        # What a thread has read comes back between the end of the page's parts and its own.
        asked = prompt.errands._asked("", None)
        answer = Work.Finished("rows", heard.append, asked)
        asyncio.get_running_loop().call_soon(prompt.post_message, answer)
    assert heard == []
