"""A window that is dragged wider or narrower: what stands in it is what was typed."""

from __future__ import annotations

from tests.end_to_end.terminal import Terminal, deskterm

# Two lines at every width on the way, each time other ones: only then Textual drew nothing anew.
NOTE = "oggi prova cavo nuovo vecchio driver dice carta alta due sono rosse anco"


def test_phone_fault_22_a_note_of_as_many_lines_is_broken_anew_for_the_new_width(tmp_path):
    ask = deskterm("--desk", str(tmp_path / "desk"), "demo")
    with Terminal(ask, env={"HOME": str(tmp_path)}, columns=60, rows=20) as terminal:
        terminal.wait_for("TK17")
        terminal.send("F4")
        terminal.wait_for("Preso")
        terminal.send("F2", "Enter")
        terminal.wait_for("Note ·")
        terminal.type(NOTE)
        terminal.wait_for("rosse anco")
        terminal.resize(80, 24)
        for end in ("oggi prova cavo nuovo vecchio driver dice", "carta alta due sono rosse anco"):
            terminal.wait_until(
                lambda screen, end=end: any(line.endswith(f" {end}") for line in screen.splitlines()), 10, end
            )
