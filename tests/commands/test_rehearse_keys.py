"""A key of a rehearsed line that its event has not is told by its name, wherever in the line it stands."""

import json

from tests.commands.conftest import empty, home
from tests.commands.ricni import FILE

__all__ = ["empty", "home"]

WORK = {"kind": "onsite", "start": "2026-03-03T09:00", "end": "2026-03-03T10:00"}
BAKER = {"contract": True, "zone": "c"}
EXAMPLE = 'event = { event = "session", id = "evening",'


def rehearsed(empty, folder, *events, lang="en"):
    file = folder / "events.jsonl"
    file.write_text("\n".join(json.dumps({"id": n, **one}) for n, one in enumerate(events)), encoding="utf-8")
    return empty("rehearse", "--service", FILE, file, lang=lang)


def test_facts_beside_the_line_or_in_a_stretch_of_work_are_named_and_where_they_go(empty, tmp_path):
    event = {"event": "session", "customer": BAKER, "foo": 1, "km": 87, "segments": [{**WORK, "km": 5}]}
    said = rehearsed(empty, tmp_path, event, event)
    assert [one["contacts"][0]["net"] for one in said.lines] == ["1650.00", "1650.00"]
    told = said.err.splitlines()
    assert told[0].startswith(
        "A line of this kind has no key “foo” (2 times): it was left aside; the nearest is"
    )
    assert told[1].startswith("“km” is a fact, and does not count there (2 times): it goes under `facts`")
    assert told[2].startswith("“segments[].km” is a fact")
    assert len(told) == 3


def test_a_request_and_what_is_inside_it_are_looked_at_alike(empty, tmp_path):
    asked = {"channel": "portal", "received": "2026-03-03T09:00", "subject": "x", "body": "y"}
    event = {"event": "request", **asked, "impact": "all", "ticket": {"urgency": "high"}, "topic": "fault"}
    told = rehearsed(empty, tmp_path, event, lang="it").err.splitlines()
    assert told[0].startswith("«impact» è un dato e lì non conta (1 volta)")
    assert told[1].startswith("Una riga così non ha la chiave «ticket»")
    assert "«topic» è un dato" in told[2]
    queue = {"event": "queue", "requests": [{"id": "a", **asked, "severty": "S1"}]}
    packs = {"event": "session", "segments": [WORK], "packs": [{"kind": "hours", "left": 60, "form": "2026"}]}
    told = rehearsed(empty, tmp_path, queue, packs).err
    assert "no key “requests[].severty” (1 time): it was left aside; the nearest is “severity”" in told
    assert "no key “packs[].form” (1 time): it was left aside; the nearest is “from”" in told


def test_in_their_right_places_they_count_and_nothing_is_told(empty, tmp_path):
    event = {"event": "session", "customer": BAKER, "segments": [WORK], "facts": {"km": 87}}
    said = rehearsed(empty, tmp_path, event)
    lines = said.lines[0]["contacts"][0]["lines"]
    assert any((one["what"], one.get("before"), one.get("beyond")) == ("extra", "87", "20") for one in lines)
    assert said.err == ""


def test_an_example_with_such_a_key_is_a_fault_of_the_file(empty, tmp_path):
    file = tmp_path / "ricni.toml"
    text = FILE.read_text(encoding="utf-8")
    assert EXAMPLE in text
    file.write_text(text.replace(EXAMPLE, f"{EXAMPLE} km = 5, foo = 1,"), encoding="utf-8")
    told = empty("service", "check", file, lang="en", code=2).out
    assert "“km” is a fact, and does not count there" in told
    assert "no key “foo”" in told
