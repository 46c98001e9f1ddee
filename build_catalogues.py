"""Compile the catalogues (.po, edited by people) into the .mo files that the program reads.

Run by the wheel build as a hatch hook, and by `make` for a checkout.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "deskterm" / "locale"


def compile_catalogues() -> int:
    """Write every .mo that is older than its .po; return how many were written."""
    written = 0
    for source in sorted(LOCALE.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.relative_to(LOCALE).parts[0], abort_invalid=True)
        fresh = target.with_suffix(".new")
        with fresh.open("wb") as stream:
            write_mo(stream, catalogue)
        fresh.replace(target)
        written += 1
    return written


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # plain use from a checkout: `python build_catalogues.py`
    BuildHookInterface = None
else:

    class CatalogueHook(BuildHookInterface):
        def initialize(self, version, build_data):  # noqa: ARG002  # the hook's own signature
            compile_catalogues()


if __name__ == "__main__":
    print(f"catalogues compiled: {compile_catalogues()}")
