"""Service files on disk: the shipped ones by name, anybody's own by path, and their faults in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from deskterm.locale import t
from deskterm.models.basics.faults import Fault, TermsError, nearest
from deskterm.models.rehearsal.examples import mismatches
from deskterm.models.terms.service import Service, read_service

_HERE = Path(__file__).resolve().parents[2]
_PLACES = (_HERE / "data" / "services", _HERE.parent / "data" / "services")  # in a wheel, in a checkout
_LARGEST = 2_000_000  # bytes; a service file is some 30,000


class ServiceMissing(LookupError):
    """There is no such service and no such file; `near` is the most similar shipped name."""

    def __init__(self, name: str, near: str) -> None:
        self.name, self.near = name, near
        super().__init__(t("terms.no_service", name=name, near=near))


class ServiceUnreadable(ValueError):
    """The file is there but its text cannot be had (rights, encoding, size)."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(t("terms.unreadable", name=name, reason=reason))


def names() -> list[str]:
    """The names of the shipped services, in alphabetical order."""
    return sorted(path.stem for path in _shipped())


def load(name_or_path: str) -> Service:
    """The service of that name, or of the file at that path.

    Raises ServiceMissing, ServiceUnreadable, or TermsError with every fault of the file.
    """
    return read_service(text_of(name_or_path), name_or_path)


def faults(name_or_path: str) -> tuple[Fault, ...]:
    """Every fault of a service's file; of one that can be used, every example that it decides otherwise."""
    try:
        return mismatches(load(name_or_path))
    except TermsError as error:
        return error.faults


def text_of(name_or_path: str) -> str:
    """The text of a shipped service's file, or of the file at a path."""
    path = next((path for path in _shipped() if path.stem == name_or_path), Path(name_or_path))
    if not path.is_file():
        raise ServiceMissing(name_or_path, nearest(name_or_path, names()))
    try:
        if path.stat().st_size > _LARGEST:
            raise ServiceUnreadable(name_or_path, t("terms.too_large"))
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ServiceUnreadable(name_or_path, t("terms.not_utf8")) from None
    except OSError as error:
        raise ServiceUnreadable(name_or_path, error.strerror or str(error)) from None


def explain(fault: Fault) -> str:
    """What is wrong and the cure, in the language in force; the path is not part of the sentence."""
    blank = {"word": "", "near": "", "words": "", "action": ""}
    key = f"rehearse.{fault.code}" if fault.code.startswith("error.") else f"terms.{fault.code}"
    return t(key, **(blank | fault.values))


def explain_all(error: TermsError) -> str:
    """Every fault of a file, one a line, each with the file's name and the path in it."""
    where = [f"{error.file}: {fault.path}" if fault.path else error.file for fault in error.faults]
    return "\n".join(f"{place}: {explain(fault)}" for place, fault in zip(where, error.faults, strict=True))


@cache
def _shipped() -> tuple[Path, ...]:
    for place in _PLACES:
        found = tuple(sorted(place.glob("*.toml")))
        if found:
            return found
    return ()
