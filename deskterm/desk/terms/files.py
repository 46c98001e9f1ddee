"""Service files on disk: the shipped ones by name, anybody's own by path, and their faults in words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from deskterm.locale import has, t
from deskterm.models.basics.currencies import reading
from deskterm.models.basics.faults import Fault, TermsError, nearest
from deskterm.models.rehearsal.examples import mismatches
from deskterm.models.terms.checking.placed import placed
from deskterm.models.terms.checking.places import Places
from deskterm.models.terms.sense.meaning import meaning
from deskterm.models.terms.sense.remarks import remarks
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
    """Every fault of a service's file; of one that can be used, its `doubts`."""
    try:
        service = load(name_or_path)
        return doubts(service)
    except TermsError as error:
        return error.faults


def doubts(service: Service) -> tuple[Fault, ...]:
    """What of a service that can be used cannot be meant, and every example that it decides otherwise."""
    with reading(service.provider.currency):
        found = (*meaning(service, service.text), *mismatches(service))
    return placed(service.text, found)


def notes(service: Service, file: str) -> tuple[str, ...]:
    """What is meant as it stands, and is to be known: longer work that may cost less, idle keys.

    Each is told with its place in `file`.
    """
    factors = [one.times for one in service.multipliers]
    places, found = Places(service.text), []
    for n, price in enumerate(service.prices, 1):
        if price.mode == "time" and (price.step > 1 or price.minimum) and factors:
            line, column = places.of_key(f"price[{n}].step" if price.step > 1 else f"price[{n}].minimum")
            at = Fault(f"price[{n}]", "", line=line, column=column, of=price.id)
            path = place(at, file)
            if price.added == "last" and any(one != 1 for one in factors):
                found.append(t("terms.note.added_last", path=path))
            elif price.added == "once" and any(one < 1 for one in factors):
                found.append(t("terms.note.added_once", path=path))
    for n, fact in enumerate(service.facts, 1):
        if fact.must and fact.by == ("lead",):
            line, column = places.of_key(f"fact[{n}].by")
            at = Fault(f"fact[{n}]", "", line=line, column=column, of=fact.id)
            found.append(t("terms.note.only_lead", path=place(at, file)))
    told = placed(service.text, tuple(remarks(service, places)))
    return (*found, *(f"{place(one, file)}: {explain(one)}" for one in told))


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
    """What is wrong and the cure, in the language in force; the place is not part of the sentence."""
    told = {"word": "", "near": "", "words": "", "action": ""} | fault.values
    if fault.code.startswith("error."):
        return t(f"rehearse.{fault.code}", **told)
    if fault.code == "toml":
        return t("terms.toml", **told, what=t(f"terms.syntax.{told['detail']}", **told))
    told |= {"hint": _hint(fault), "example": told["near"] or "60.00"}
    told |= {"kind": _kind(told["near"]), "found": _kind(told["word"])} if fault.code == "wrong_type" else {}
    return t(f"terms.{fault.code}", **told)


def _hint(fault: Fault) -> str:
    """The word that was meant, else those that there are; "" where the sentence says all that is known."""
    near, words = fault.values.get("near", ""), fault.values.get("words", "")
    if near:
        return " " + t("terms.perhaps", near=near)
    told_already = fault.code in {"unknown_word", "unknown_blank", "unknown_kind", "credit_unpromised"}
    return " " + t("terms.there_are", words=words) if words and not told_already else ""


def _kind(word: str) -> str:
    """A kind of value in words; a list of possible words stays as it is."""
    return t(f"terms.kind.{word}") if has(f"terms.kind.{word}") else word


def place(fault: Fault, file: str) -> str:
    """Where a fault is: `file:line:column: path (rule)`, as editors and compilers write it."""
    where = f"{file}:{fault.line}:{fault.column}" if fault.line else file
    path = f"{fault.path} ({fault.of})" if fault.of else fault.path
    return f"{where}: {path}" if path else where


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults in the order in which a reader meets them in the file."""
    return sorted(faults, key=lambda fault: (fault.line, fault.column))


def explain_all(error: TermsError) -> str:
    """Every fault of a file, one a line, each with the file's name, its line and the path in it."""
    return "\n".join(f"{place(fault, error.file)}: {explain(fault)}" for fault in in_order(error.faults))


@cache
def _shipped() -> tuple[Path, ...]:
    for place in _PLACES:
        found = tuple(sorted(place.glob("*.toml")))
        if found:
            return found
    return ()
