"""The caller search: from a letter typed to the rows, at a desk of 2,000 customers and at one of 200,000.

`python -m benchmarks.callers [small] [large]`: both asked the same in one run, in turns; p95 and its ratio.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from deskterm.desk.context import Desk, make_desk, open_desk
from deskterm.desk.customers import search
from deskterm.screens.ring import deeds
from deskterm.storage.schema.later import v15_who_rings

from benchmarks.fill import SERVICE

TARGET = 1.3
ROUNDS = 3
ASKED = 60
SIZES = (2_000, 200_000)
KINDS = "Studio Officina Ferramenta Lattoneria Panificio Ottica Impianti Trasporti Vetreria".split()
FORMS = "srl snc sas SpA".split()
NAMES = "Anna Marco Monica Ivan Paola Ugo Elena Sergio Lucia Piero Rosa Carlo Nadia Dino Marta Leo".split()
STEMS = "Car Zan Ros Bian Mar Fab Gal Loc Poz Neg Fer Bos Tes Val Dal Cor Bel Mon San Tre".split()
MIDDLES = "ol an in el ar et ell ior ett ad ass ov ic ald und erl".split()
ENDS = "lo in i etto ato ese on ari elli an otti uzzi".split()
TOWNS = "Schio Thiene Vicenza Sandrigo Malo Zanè Breganze Lonigo Valdagno Arzignano".split()


def fill_customers(folder: Path, count: int) -> Desk:
    """A desk of invented customers: three telephone numbers, two people, a VAT number each."""
    desk = make_desk(folder, SERVICE.read_text(encoding="utf-8"), str(SERVICE), who="mzen")
    chance = random.Random(7)
    with desk.write() as conn:
        for at in range(1, count + 1):
            conn.execute(
                "INSERT INTO customer (id, code, name, town, vat) VALUES (?, ?, ?, ?, ?)", _card(at, chance)
            )
            conn.executemany(
                "INSERT INTO contact (customer_id, name, phone, email) VALUES (?, ?, ?, ?)",
                _people(at, chance),
            )
        v15_who_rings.fill(conn)
    desk.close()  # what was written goes from the log into the file, as at the end of any day
    return open_desk(folder, who="mzen")


def _family(chance: random.Random) -> str:
    return chance.choice(STEMS) + chance.choice(MIDDLES) + chance.choice(MIDDLES[:8]) + chance.choice(ENDS)


def _card(at: int, chance: random.Random) -> tuple[int, str, str, str, str]:
    name = f"{chance.choice(KINDS)} {_family(chance)} {chance.choice(FORMS)}"
    return at, f"C{at:06d}", name, chance.choice(TOWNS), f"{at * 7919 % 10**11:011d}"


def _people(at: int, chance: random.Random) -> list[tuple[int, str, str, str]]:
    first = f"044{chance.choice('45')} {at * 104_729 % 10**6:06d}"
    second = f"3{chance.choice('24')}{at % 10} {at * 15_485_863 % 10**7:07d}"
    people = [f"{chance.choice(NAMES)} {_family(chance)}" for _ in range(3)]
    phones = (first, second, f"0424 {at * 32_452_843 % 10**6:06d}")
    return [(at, name, phone, "") for name, phone in zip(people, phones, strict=True)]


def asked(desk: Desk) -> list[str]:
    """Sixty ways to ask for customers of this desk, as a caller says them."""
    chance = random.Random(11)
    found = []
    for turn in range(ASKED):
        card = search.find(desk, f"C{chance.randrange(1, SIZES[0]):06d}")[0]
        kind, family, form = card.name.split()
        person = card.contacts[turn % 3]
        ways = (family, f"{family} {kind}", person.phone, person.phone[-6:], card.vat[2:8], person.name)
        found.append((*ways, f"{kind} {family} {form}", family[:-2] + family[-1], card.vat)[turn % 9])
    return found


def letters(ways: list[str]) -> Iterator[str]:
    """Every beginning of what is typed, letter by letter."""
    for way in ways:
        yield from (way[:at] for at in range(1, len(way) + 1))


def measure(sizes: tuple[int, ...] = SIZES) -> dict[int, list[float]]:
    """Seconds from each letter to the rows that the prompt shows, per size: of the processor and the best
    of the rounds, so that what else the machine does falls out."""
    with tempfile.TemporaryDirectory() as folder:
        desks = {size: fill_customers(Path(folder) / str(size), size) for size in sizes}
        typed = {size: list(letters(asked(desk))) for size, desk in desks.items()}
        best: dict[int, dict[int, float]] = {size: {} for size in sizes}
        for _ in range(ROUNDS):
            for at, pair in enumerate(zip(*typed.values(), strict=False)):
                for size, text in zip(sizes, pair, strict=True):
                    began = time.thread_time()
                    deeds.met(desks[size], text)
                    lasted = time.thread_time() - began
                    best[size][at] = min(lasted, best[size].get(at, lasted))
        for desk in desks.values():
            desk.close()
    return {size: list(times.values()) for size, times in best.items()}


def main(sizes: tuple[int, ...]) -> int:
    """Print p50 and p95 of each, and the ratio of the p95; 1 where it is over the target."""
    took = measure(sizes)
    for size, times in took.items():
        spread = quantiles(times, n=100)
        print(f"{size:>8,} customers: p50 {spread[49] * 1000:.2f} ms, p95 {spread[94] * 1000:.2f} ms")
    small, large = (quantiles(took[size], n=100)[94] for size in sizes)
    print(f"ratio of p95: {large / small:.2f} (target <= {TARGET})")
    return int(large / small > TARGET)


if __name__ == "__main__":
    sys.exit(main(tuple(int(word) for word in sys.argv[1:3]) or SIZES))
