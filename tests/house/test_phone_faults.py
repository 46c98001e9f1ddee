"""What was once wrong on the telephone has a test that is named by its number: none is forgotten."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
FAULTS = 27
NAMED = re.compile(r"^(?:async )?def test_phone_fault_(\d+)_\w{8,}\(", re.MULTILINE)


def test_each_fault_of_the_telephone_has_a_test_named_by_its_number():
    texts = (path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    numbers = {int(number) for text in texts for number in NAMED.findall(text)}
    assert numbers == set(range(1, FAULTS + 1))
