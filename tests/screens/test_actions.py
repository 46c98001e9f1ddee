"""Every action once: words in both languages, one meaning for a key on a screen, keymaps that are refused."""

from __future__ import annotations

import pytest
from deskterm import actions, locale
from deskterm.actions import ACTIONS, FOOTER, LIST, SCREENS, KeymapError, check_keymap, key_name, on_screen


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_every_action_has_its_words(language):
    locale.choose(language)
    for action in ACTIONS:
        assert action.label and action.help
        assert len(action.label) <= 16, action.label
        for key in action.keys:
            assert key_name(key)
    for screen in SCREENS:
        assert locale.t(f"actions.screen.{screen}") and locale.t(f"actions.screen.{screen}.help")


def test_ids_are_unique():
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_key_means_one_thing_on_a_screen(screen):
    held = {}
    listed = on_screen(LIST) if screen in ("queue", "packs", "backlog") else ()
    for action in (*on_screen(screen), *listed):
        for key in action.keys:
            assert held.setdefault(key, action) is action, (screen, key, held[key].id, action.id)


VIEWS = {"post": "queue", "hand": "queue", "waiting": "queue", "done": "queue", "still": "call"}
TICKETS = {"nobody": "callbacks", "month": "settle"} | dict.fromkeys(("resting", "unsure", "ended"), "ticket")
ROWS = {**{screen: screen for screen in SCREENS}, **VIEWS, **TICKETS}


@pytest.mark.parametrize(("named", "screen"), ROWS.items())
def test_the_footer_names_what_the_screen_can_do_and_fits_in_80_columns(named, screen):
    for language in locale.LANGUAGES:
        locale.choose(language)
        row = [actions.BY_ID[id] for id in FOOTER[named]]
        assert all(action.on(screen) or LIST in action.screens for action in row)
        assert sum(len(f"{key_name(action.keys[0])} {action.label}") + 2 for action in row) <= 80


def test_keys_are_within_reach_of_one_hand_on_an_italian_keyboard():
    for action in ACTIONS:
        for key in action.keys:
            assert not key.startswith(("alt+", "shift+", "ctrl+shift")), action.id
            assert key not in {"[", "]", "@", "#", "~", "f10", "f11"}, action.id


def test_a_keymap_that_takes_a_free_key_is_fine():
    check_keymap({"queue.take_next": "f4,f10", "desk.help": "?"})


def test_a_clash_is_refused_with_both_names():
    with pytest.raises(KeymapError, match=r"F2.*desk.call.*queue.take_next|F2.*queue.take_next.*desk.call"):
        check_keymap({"queue.take_next": "f2"})


def test_a_clash_with_a_list_key_is_refused():
    with pytest.raises(KeymapError, match=r"list.down"):
        check_keymap({"queue.take": "j"})


def test_an_unknown_action_is_refused_with_the_nearest():
    with pytest.raises(KeymapError, match=r"queue.take_next"):
        check_keymap({"queue.takenext": "f4"})


def test_an_action_without_a_key_is_refused():
    with pytest.raises(KeymapError, match=r"desk.call"):
        check_keymap({"desk.call": "f2,"})


def test_two_actions_may_swap_their_keys():
    check_keymap({"queue.take_next": "f2", "desk.call": "f4"})


def test_the_table_for_people_names_every_action():
    ids = {id for _, _, _, id in actions.table()}
    assert ids == {action.id for action in ACTIONS}


def test_a_key_that_is_held_with_others_is_written_as_on_the_keyboard():
    assert [key_name(key) for key in ("ctrl+p", "alt+h", "alt+shift+h", "ctrl+up", "alt+f4")] == [
        *("Ctrl+P", "Alt+H", "Alt+Shift+H", "Ctrl+↑", "Alt+F4")
    ]
