"""On the line too: a clock that was set during a call, told with the evidence, and both times put right."""

from __future__ import annotations

import pytest

from tests.commands.conftest import ask


@pytest.mark.parametrize(
    ("lang", "said"),
    [("it", "intanto è stato messo indietro di 50:00"), ("en", "meanwhile it was set back by 50:00")],
)
def test_the_evidence_is_told_and_begin_and_end_are_said(line, lang, said):
    code = ask(line, "2026-03-02T09:00")["code"]
    line("call", "start", code, at="2026-03-02T09:12")
    told = " ".join(line("call", "stop", at="2026-03-02T08:22", lang=lang).err.split())
    assert said in told and "09:12:00" in told and "08:22:00" in told
    assert "call confirm 1 --start" in told
    line("call", "file", "1", "--outcome", "solved", "--reason", "setup", code=1)
    times = ("--start", "8:13", "--end", "8:17")
    put_right = line("call", "confirm", "1", *times, "--json", at="2026-03-02T08:23").json
    assert (put_right["seconds"], put_right["to_confirm"]) == (240, False)
    assert (
        line("call", "file", "1", "--outcome", "solved", "--reason", "setup", "--json").json["seconds"] == 240
    )
