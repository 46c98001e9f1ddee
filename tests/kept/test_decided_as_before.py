"""The desks and service files of commit 5264e13: what was decided and charged then is so today.

A difference is a fault until it stands in EXPLAINED, with the fault that it mends.
"""

import pytest

from tests.commands.conftest import Line, home  # noqa: F401  # an empty home for every test here
from tests.kept.asked import DEMOS, YEAR, asked, service_of
from tests.kept.chest import said, unpack, unpack_text

# (desk, the command's first words, the key that differs) -> the fault that it mends.
EXPLAINED: dict[tuple[str, str, str], str] = (
    {
        (
            YEAR,
            "backlog",
            f"lines.{key}",
        ): "what rests, for an appointment or for a team, was late and not counted"
        for key in ("breached", "breached_tickets")
    }
    | {
        (
            "delta-system",
            "rehearse",
            f"lines.{key}",
        ): "what came by the on-call number by day was taken for a request by a channel that is open"
        for key in ("outcome", "actions", "order", "aside", "aside.outcome")
    }
    | {
        (
            "delta-system",
            "pack ledger",
            "lines.by",
        ): "what the program gave by itself was told as a deed of whoever happened to look"
    }
)
# Words for people: what they say may be said better, and a clause is the service file's own.
PROSE = ("clause", "fee_clause")


class Asked(Line):
    """A line whose exit code is part of what is compared."""

    @staticmethod
    def checked(answer, code):
        return answer


def differences(then, now, key=""):
    """The keys whose values are no longer what they were; what is new beside them is no difference."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name, value in then.items():
            if name not in PROSE:
                yield from differences(value, now.get(name, "gone"), f"{key}.{name}".lstrip("."))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for one, other in zip(then, now, strict=True):
            yield from differences(one, other, key)
    elif then != now:
        yield key, then, now


def unexplained(name, command, then, answer):
    known = {key for desk, words, key in EXPLAINED if desk == name and command.startswith(words)}
    now = {"code": answer.code, "lines": answer.lines}
    return [(command, *found) for found in differences(then, now) if found[0] not in known]


@pytest.mark.parametrize("name", [YEAR, *DEMOS])
def test_a_kept_desk_decides_and_charges_as_it_did(name, tmp_path, home, monkeypatch):  # noqa: F811
    monkeypatch.setenv("LOGNAME", "zen")  # who is not listed at the demos works as the system's user
    line = Asked(unpack(name, tmp_path / "desk"), home)
    line.who = ""
    service = unpack_text(f"services/{service_of(name)}.toml", tmp_path)
    recorded = said()[name]
    assert [(at, command) for at, command, _ in recorded] == asked(name)
    found = []
    for at, command, then in recorded:
        answer = line(*command.format(service=service).split(), "--json", at=at)
        found += unexplained(name, command, then, answer)
    assert found == []


@pytest.mark.parametrize("service", DEMOS)
def test_a_kept_service_file_decides_and_charges_as_it_did(service, tmp_path, home):  # noqa: F811
    file = unpack_text(f"services/{service}.toml", tmp_path)
    events = unpack_text(f"events/{service}.jsonl", tmp_path)
    line = Asked(tmp_path / "desk", home)
    answer = line("rehearse", "--service", file, events, "--json", at="2026-03-03T09:00")
    then = said()[f"{service}.toml"]
    assert len(answer.lines) == len(then["lines"]) == 300
    assert unexplained(service, "rehearse", then, answer) == []


@pytest.mark.parametrize("service", DEMOS)
def test_a_desk_can_be_made_under_a_kept_service_file(service, tmp_path, home):  # noqa: F811
    file = unpack_text(f"services/{service}.toml", tmp_path)
    line = Line(tmp_path / "desk", home)
    assert line("service", "check", file, "--json").json["ok"] is True
    line("init", "--service", file)
    assert line("doctor", "--json").json["ok"] is True
