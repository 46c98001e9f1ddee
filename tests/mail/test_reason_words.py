"""Every reason that the mail room gives can be told in both languages (law 10)."""

import re
from pathlib import Path

import pytest
from deskterm import locale
from deskterm.models.basics.sender_trust import REASONS

ROOM = Path(locale.__file__).parents[1] / "mail"
CODED = re.compile(
    r'(?:DOUBTFUL|ADDRESS), "([a-z-]+)"|return "([a-z]+-[a-z-]+)"|Refused\("([a-z-]+)"\)', re.ASCII
)


def codes() -> set[str]:
    files = [*ROOM.rglob("*.py"), ROOM.parent / "models" / "basics" / "sender_trust.py"]
    found = {code for file in files for groups in CODED.findall(file.read_text()) for code in groups if code}
    receipts = {"accettazione", "avvenuta-consegna", "errore-consegna", "non-accettazione", "presa-in-carico"}
    rest = {"timeout", "memory", "parser-error", "bounce", "newsletter", "empty", "permission"}
    return found | set(REASONS) | receipts | rest


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_every_reason_has_its_words(language):
    before = locale.language()
    locale.choose(language)
    try:
        assert [code for code in sorted(codes()) if not locale.has(f"reasons.{code}")] == []
    finally:
        locale.choose(before)
