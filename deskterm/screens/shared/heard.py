"""What is typed in a field is read as people say it; what cannot be read is said at that field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from deskterm.desk.hearing import sentence
from deskterm.models.said.words import Unclear
from deskterm.screens.shared.form import Unreadable


@contextmanager
def field(name: str) -> Iterator[None]:
    """Read what stands in the field `name`. Raises Unreadable with both readings where there are two."""
    try:
        yield
    except Unclear as error:
        raise Unreadable(name, sentence(error)) from None
