"""What happens at the desk is given to commands of the settings: in order, each event, whatever they do."""

import json
import os
import signal
import time
from pathlib import Path

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.upkeep import hooks as hook_deeds
from deskterm.storage.house import hooks as hook_rows

from tests.commands.hooks.conftest import until

KEEP = 'cat >> "$(dirname "$0")/got"'


def lives(number):
    """Whether a process still runs; one that is dead and waits for its parent does not."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def test_each_event_is_given_as_the_line_that_events_prints(hooks):
    hooks.set(KEEP)
    hooks.begin()
    ids = hooks.happen(3)
    hooks.run()
    assert hooks.got() == hooks.line("events", "--json", "--limit", 3).lines
    assert hooks.ids() == ids
    hooks.run()
    assert hooks.ids() == ids


def test_a_new_hook_begins_at_the_newest_event(hooks):
    hooks.happen(2)
    hooks.set(KEEP)
    hooks.begin()
    assert hooks.got() == []


def test_a_new_hook_begins_behind_an_event_that_is_named(hooks):
    first, second = hooks.happen(2)
    hooks.set(KEEP)
    hooks.run("--after", first)
    assert hooks.ids() == [second]
    hooks.run("--after", 0)
    assert hooks.ids() == [second]  # it has begun


def test_it_hears_of_the_kinds_that_it_names(hooks):
    hooks.set(KEEP, kinds=["taken"])
    hooks.begin()
    hooks.happen(2)
    hooks.line("next", at="2026-03-02T10:30")
    hooks.run()
    assert [one["kind"] for one in hooks.got()] == ["taken"]


def test_it_knows_whose_desk_it_is_and_no_password_of_a_mailbox(hooks, monkeypatch):
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", "tubero-sa7")
    hooks.set('env > "$(dirname "$0")/env"; ps -o tty= -p $$ > "$(dirname "$0")/tty" || true', "chat")
    hooks.begin()
    hooks.happen()
    hooks.run()
    told = (hooks.folder / "env").read_text()
    assert f"DESKTERM_DESK={hooks.line.desk}" in told
    assert "DESKTERM_HOOK=chat" in told
    assert "tubero-sa7" not in told


@pytest.mark.parametrize("lang", ["it", "en"])
def test_one_that_fails_twice_has_the_event_given_again(hooks, lang):
    """The line says so, the doctor tells nothing of what passes, and the order holds."""
    twice = f'cd "$(dirname "$0")"; echo x >> tries; [ $(wc -l < tries) -gt 2 ] || exit 4; {KEEP}'
    hooks.set(twice)
    hooks.begin()
    ids = hooks.happen(2)
    told = hooks.run(code=3, lang=lang).out
    assert {"it": "fallito con 4", "en": "failed with 4"}[lang] in told
    assert hooks.ids() == []
    assert hooks.place() == {"name": "hooks", "ok": True, "state": "ok", "detail": "hook"}
    hooks.run(code=3)
    hooks.run()
    assert hooks.ids() == ids


def test_the_pauses_grow_and_a_try_before_its_time_counts_for_nothing(hooks):
    assert [hook_deeds.pause(tries) for tries in (1, 2, 3, 10, 11, 99)] == [1, 2, 4, 512, 600, 600]
    hooks.set("exit 4", tries=2)
    hooks.begin()
    hooks.happen()
    hooks.run(code=3)
    wait(hooks, 500)
    told = [hooks.run("--json", code=3).json for _ in range(3)]
    assert [one["set_aside"] for one in told] == [0, 0, 0]
    assert len({one["next_at"] for one in told}) == 1
    wait(hooks, -1)
    assert hooks.run("--json", code=1).json["set_aside"] == 1


def wait(hooks, seconds):
    """The hook is to be tried again in so many seconds."""
    desk = open_desk(hooks.line.desk, who="zen")
    with desk.write() as conn:
        hook_rows.note(conn, "hook", tries=1, next_at=int(time.time()) + seconds)
    desk.close()


def test_what_it_never_takes_is_set_aside_and_told_to_the_lead(hooks):
    """The next event is given all the same; doctor says what lacks, until a person gives it again."""
    hooks.set(f'cd "$(dirname "$0")"; [ -e well ] && {KEEP} && exit; echo non va >&2; exit 4', tries=1)
    hooks.begin()
    first, second = hooks.happen(2)
    assert hooks.run("--json", code=1).json["set_aside"] == 2
    told = hooks.place()
    assert (told["ok"], told["state"]) == (True, "note")
    assert f"(dal {first})" in told["detail"] or f"({first})" in told["detail"]
    assert "non va" in told["detail"]
    (hooks.folder / "well").touch()
    third = hooks.happen()
    hooks.run("--set-aside", "again")
    assert hooks.ids() == [first, second, *third]
    assert hooks.place()["state"] == "ok"


def test_what_was_set_aside_can_be_dropped(hooks):
    hooks.set("exit 4", "chat", tries=1)
    hooks.begin()
    hooks.happen()
    hooks.run(code=1)
    assert "chat: lasciato perdere 1 evento" in hooks.run("--set-aside", "drop").out
    assert hooks.place()["state"] == "ok"
    dropped = hooks.line("events", "--json", "--limit", 1).lines[0]
    assert (dropped["kind"], dropped["target"]) == ("hook_let_go", "chat")


def test_one_that_the_settings_name_no_more_is_said_to_be_gone_until_it_is_let_go(hooks):
    hooks.set("exit 4", "chat", tries=1)
    hooks.begin()
    hooks.happen()
    hooks.run(code=1)
    hooks.told = ""
    hooks.set("exit 0", "altro")
    hooks.begin()
    told = hooks.place()["detail"]
    assert "non hanno (più) questo hook" in told and "--hook chat --set-aside drop" in told
    hooks.run("--hook", "chat", "--set-aside", "drop")
    assert (hooks.place()["state"], hooks.place()["detail"]) == ("ok", "altro")


def test_nor_is_one_that_failed_and_is_taken_out_complained_of_for_ever(hooks, monkeypatch):
    hooks.set("exit 4", "chat", tries=9)
    hooks.begin()
    hooks.happen()
    monkeypatch.setattr(hook_deeds, "pause", lambda tries: 0)
    for _ in range(3):
        hooks.run(code=3)
    hooks.told = ""
    hooks.set("exit 0", "altro")
    hooks.begin()
    assert hooks.place()["state"] == "note"
    hooks.run("--hook", "chat", "--set-aside", "drop")
    assert (hooks.place()["state"], hooks.place()["detail"]) == ("ok", "altro")


def test_one_that_hangs_is_killed_with_its_children(hooks):
    hang = 'cd "$(dirname "$0")"; sleep 600 & echo $! $$ > who; trap "" TERM; wait; sleep 600'
    hooks.set(hang, seconds=1)
    hooks.begin()
    hooks.happen()
    began = time.monotonic()
    assert "entro 1 s" in hooks.run(code=3).out
    assert time.monotonic() - began < 8
    child, parent = map(int, (hooks.folder / "who").read_text().split())
    until(lambda: not lives(child) and not lives(parent))


def test_children_that_went_into_sessions_of_their_own_are_killed_too(hooks):
    hang = 'cd "$(dirname "$0")"; setsid sh -c "echo \\$\\$ > child; sleep 600" & wait'
    hooks.set(hang, seconds=1)
    hooks.begin()
    hooks.happen()
    hooks.run(code=3)
    until(lambda: not lives(int((hooks.folder / "child").read_text())))


def test_one_that_does_not_read_holds_nobody_up(hooks):
    """An event longer than a pipe holds, given to a command that never looks at it."""
    hooks.set("exec sleep 600", seconds=1)
    hooks.begin()
    hooks.line("customer", "add", "X" * 200, at="2026-03-02T10:00")
    began = time.monotonic()
    hooks.run(code=3)
    assert time.monotonic() - began < 8
    hooks.told = ""
    hooks.set("exec true")
    hooks.run()


def test_one_that_floods_is_cut(hooks):
    """What it writes is read up to a limit and kept nowhere; its failure says what it was."""
    hooks.set("exec yes 'che chiacchiere'")
    hooks.begin()
    hooks.happen()
    told = hooks.run("--json", code=3).json
    assert "1 MB" in told["fault"]
    assert len(told["fault"]) < 200


def test_one_that_writes_much_and_ends_well_has_taken_it(hooks):
    hooks.set(f"{KEEP}; head -c 500000 /dev/zero; head -c 500000 /dev/zero >&2; exit 0")
    hooks.begin()
    ids = hooks.happen(2)
    hooks.run()
    assert hooks.ids() == ids


def test_what_it_says_is_told_on_one_line_without_signs_that_move_the_terminal(hooks):
    hooks.set(r"""printf 'prima riga\n\033[2J\033]0;titolo\007male\n'; exit 4""")
    hooks.begin()
    hooks.happen()
    told = hooks.run(code=3).out
    assert "\x1b" not in told
    assert "male" in told
    assert "prima riga" not in told


def test_a_command_that_is_not_there_is_a_failure_like_any_other(hooks):
    hooks.set("true")
    hooks.begin()
    ids = hooks.happen()
    path = hooks.folder / "hook.sh"
    path.unlink()
    assert str(path) in hooks.run(code=3).out
    hooks.script("hook", KEEP)
    hooks.run()
    assert hooks.ids() == ids


def test_a_failing_hook_keeps_no_other_waiting(hooks):
    hooks.set("exit 4", "prima")
    hooks.set(KEEP, "seconda")
    hooks.begin()
    ids = hooks.happen(2)
    hooks.run(code=3)
    assert hooks.ids() == ids


def test_a_program_killed_between_gives_the_event_again_by_its_number(hooks):
    """Killed after the command did its work and before that was written down: twice, and never not at all."""
    kill = f'cd "$(dirname "$0")"; {KEEP}; [ -e once ] || {{ touch once; kill -9 $PPID; }}'
    hooks.set(kill)
    hooks.begin()
    ids = hooks.happen(3)
    assert hooks.process().wait(20) == -signal.SIGKILL
    assert hooks.ids() == ids[:1]
    hooks.run()
    assert hooks.ids() == [ids[0], *ids]


def test_killed_at_any_moment_nothing_is_lost_and_the_order_holds(hooks):
    hooks.set(KEEP)
    hooks.begin()
    ids = hooks.happen(12)
    for turn in range(8):
        run = hooks.process()
        time.sleep(0.25 + 0.06 * turn)
        run.kill()
        run.wait()
    hooks.run()
    got = hooks.ids()
    happened = hooks.line("events", "--json", "--after", ids[0] - 1).lines
    assert list(dict.fromkeys(got)) == [one["id"] for one in happened]
    assert got == sorted(got)


def test_one_program_at_a_time_runs_a_hook(hooks):
    slow = f'cd "$(dirname "$0")"; touch began; {KEEP}; while [ ! -e go ]; do sleep 0.05; done'
    hooks.set(slow)
    hooks.begin()
    ids = hooks.happen(2)
    other = hooks.process("--json")
    until((hooks.folder / "began").exists)
    assert "altro programma" in hooks.run(code=3).out
    (hooks.folder / "go").touch()
    assert other.wait(20) == 0
    assert hooks.ids() == ids


def test_watching_gives_what_happens_as_it_happens_and_ends_with_its_command(hooks):
    hooks.set(KEEP, "chat")
    hooks.set(f'cd "$(dirname "$0")"; echo $$ > who; {KEEP}2; sleep 600', "lenta")
    hooks.begin()
    watching = hooks.process("--watch", "--json")
    time.sleep(1.5)
    ids = [hooks.happen()[0] for _ in range(3)]
    until(lambda: hooks.ids() == ids)
    until(lambda: hooks.ids("got2"))
    watching.send_signal(signal.SIGTERM)
    rest, complaint = watching.communicate(timeout=20)
    assert watching.returncode == 128 + signal.SIGTERM
    assert complaint == ""
    goes = [json.loads(one) for one in rest.splitlines()]
    assert sum(one["given"] for one in goes if one["hook"] == "chat") == 3
    until(lambda: not lives(int((hooks.folder / "who").read_text())))
    assert hooks.ids("got2") == ids[:1]


def test_watching_tries_again_by_itself(hooks):
    twice = f'cd "$(dirname "$0")"; echo x >> tries; [ $(wc -l < tries) -gt 2 ] || exit 4; {KEEP}'
    hooks.set(twice)
    hooks.begin()
    ids = hooks.happen(2)
    hooks.process("--watch")
    until(lambda: hooks.ids() == ids)


def test_without_hooks_the_line_says_what_lacks(hooks):
    assert "config.toml" in hooks.run(code=1).err
    hooks.set(KEEP, "chat")
    assert "chat" in hooks.run("--hook", "chta", code=1).err
    assert "--run-hooks" in hooks.line("events", "--watch", code=2).err
    assert hooks.run("--follow", code=2).err
    assert hooks.run("--csv", code=2).err


def test_a_desk_that_others_write_to_is_not_held_up(hooks):
    """While a hook hangs, deeds are done: nothing of the desk is held meanwhile."""
    hooks.set('touch "$(dirname "$0")/began"; sleep 600', seconds=30)
    hooks.begin()
    hooks.happen()
    run = hooks.process()
    until((hooks.folder / "began").exists)
    began = time.monotonic()
    hooks.happen(2)
    assert time.monotonic() - began < 5
    os.kill(run.pid, signal.SIGINT)
    assert run.wait(20) == 130


def test_a_clock_that_was_set_back_holds_no_hook_up(hooks):
    hooks.set(KEEP)
    hooks.begin()
    ids = hooks.happen()
    wait(hooks, 86_400)
    told = hooks.process("--watch")
    until(lambda: hooks.ids() == ids)
    told.send_signal(signal.SIGTERM)
    assert told.wait(20) == 128 + signal.SIGTERM


def test_a_fault_of_the_program_is_told_by_the_doctor(hooks):
    hooks.set(KEEP)
    hooks.begin()
    desk = open_desk(hooks.line.desk, who="zen")
    hook_deeds.broken(desk, "hook")
    desk.close()
    assert hooks.place()["state"] == "note"
    hooks.happen()
    hooks.run()
    assert hooks.place()["state"] == "ok"


def test_watching_sees_hooks_that_are_added_and_taken_away(hooks):
    hooks.set(f"{KEEP}", "prima")
    hooks.begin()
    hooks.process("--watch", "--json")
    first = hooks.happen()
    until(lambda: hooks.ids() == first)
    hooks.told = ""
    hooks.set(f"{KEEP}2", "seconda")
    hooks.begin()
    time.sleep(7)  # it looks every five seconds
    second = hooks.happen()
    until(lambda: hooks.ids("got2") == second)
    time.sleep(1)
    assert hooks.ids() == first
