"""What a release is made from: the tag on this commit, the version, the section of the changelog.

    python release.py              say what stands against a release (exit code 1), or print its version
    python release.py --notes      print the section of the changelog

Run by `make release`, before the checks and after the build.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path


def git(*words: str) -> str:
    """What git answers; "" where it refuses."""
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def version() -> str:
    """The version in pyproject.toml."""
    return tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def spoken() -> str:
    """The version that the program says."""
    source = Path("deskterm/__init__.py").read_text(encoding="utf-8")
    return "".join(re.findall(r'^__version__ = "(.*)"$', source, re.MULTILINE))


def sections() -> dict[str, tuple[str, str]]:
    """The changelog: version -> its remark (a day, or that it is unreleased) and its text."""
    parts = re.split(
        r"^## +(\S+) *(?:\((.*)\))? *$", Path("CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )[1:]
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {name: (remark or "", text.strip()) for name, remark, text in triples}


def faults() -> list[str]:
    """What stands against a release of this commit, each with its cure."""
    wanted = version()
    tags = git("tag", "--points-at", "HEAD").split()
    found = []
    if not tags:
        found.append(f"this commit has no tag: git tag -a v{wanted}")
    elif f"v{wanted}" not in tags:
        found.append(f"the tag is {', '.join(tags)}, pyproject.toml says {wanted}: they must be the same")
    if spoken() != wanted:
        found.append(f"`deskterm --version` says {spoken()}, pyproject.toml {wanted}: they must be the same")
    if git("status", "--porcelain"):
        found.append("files differ from the commit: git status names them")
    remark, text = sections().get(wanted, ("", ""))
    if not text:
        found.append(
            f"CHANGELOG.md says nothing of {wanted}: it needs a section `## {wanted} (year-month-day)`"
        )
    elif not re.fullmatch(r"\d{4}-\d\d-\d\d", remark):
        found.append(f"CHANGELOG.md calls {wanted} ({remark}): its heading needs the day, year-month-day")
    elif next(iter(sections())) != wanted:
        found.append(f"the first section of CHANGELOG.md is {next(iter(sections()))}, not {wanted}")
    return found


def main() -> int:
    """Print the version, the notes, or the faults."""
    if sys.argv[1:] == ["--notes"]:
        print(sections()[version()][1])
        return 0
    against = faults()
    for fault in against:
        print(f"no release: {fault}", file=sys.stderr)
    if not against:
        print(f"release {version()}")
    return 1 if against else 0


if __name__ == "__main__":
    sys.exit(main())
