"""The pages walked by a novice: each line typed as it is printed, into a real bash in a bare home."""

import pytest

from tests.end_to_end.terminal import Terminal
from tests.walk import Bash, lines_of, section, steps, walk


@pytest.fixture
def home(tmp_path):
    place = tmp_path / "casa"
    place.mkdir()
    return place


def test_a_desk_of_your_own_ends_with_a_call_filed_and_the_screens_open(home):
    text = section("README.md", "A desk of your own")
    with Bash(home, "en") as bash:
        typed = walk(text, bash)
        around = bash.environment()
        assert "TK000001" in bash.type("deskterm ticket list --view done")[1]
        assert bash.type("deskterm call list")[1].rstrip().endswith("filed")
    printed = [line for step in steps(text) if step.kind == "sh" for line in lines_of(step.what)]
    assert typed == printed[:-1]
    assert printed[-1] == "deskterm\n"
    with Terminal(["deskterm"], env=around, cwd=home) as terminal:
        terminal.wait_for("All that came is done")
        terminal.send("4")
        terminal.wait_for("TK000001")
        terminal.send("1", "q")
        assert terminal.wait_exit() == 0
