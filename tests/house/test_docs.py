"""What the pages for readers name is there: commands and options, files, modules, targets, pictures."""

import re
import shlex
from importlib.util import find_spec
from itertools import pairwise

import click
import pytest
from deskterm.commands.frame.root import root

from tests.house.code import REPOSITORY, ROOT

PAGES = sorted(
    path
    for path in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("data/**/*.md")]
    if path.name not in ("LICENSE.md",)
)
ENDINGS = "py toml md po tcss sql txt svg jsonl eml mbox yml".split()
READERS_OWN = ("config.toml",)  # lies with whoever reads, not here
NAMES = [str(path.relative_to(REPOSITORY)) for path in PAGES]


@pytest.fixture(params=PAGES, ids=NAMES)
def page(request):
    return request.param


def quoted(page):
    """What stands in backticks in running text."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def lines_to_type(page):
    """Lines of the fenced blocks that are typed, and commands in running text."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        yield from (line.strip().removeprefix("$ ") for line in block.splitlines())
    yield from quoted(page)


def typed(page, program):
    for line in lines_to_type(page):
        found = re.sub(r"\s+#.*$", "", line.removeprefix("> "))
        if found.startswith(f"{program} "):
            yield found


def looks_like_a_path(word):
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", word) or word.startswith((".", "-")):
        return False
    return (
        word.rpartition(".")[2] in ENDINGS
        if "/" not in word
        else "." in word.rpartition("/")[2] or word[-1] == "/"
    )


def test_every_file_that_a_page_names_is_there(page):
    beside = [path for path in page.parent.rglob("*") if path.is_dir()] if page.parent != REPOSITORY else []
    places = (REPOSITORY, page.parent, ROOT, REPOSITORY / "data", *beside)
    missing = [
        word
        for word in quoted(page)
        if looks_like_a_path(word)
        and word not in READERS_OWN
        and not any((place / word).exists() for place in places)
    ]
    assert missing == []


def test_every_link_within_the_repository_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)|(?:src|href)=\"([^\"#]+)\"", text)
    local = [
        link
        for pair in links
        for link in pair
        if link and "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in local if not (page.parent / link).exists()] == []


def faults(line):
    """What a line names that the program does not know: a command or an option."""
    context = click.Context(root, info_name="deskterm")
    known = {name for param in root.params for name in param.opts}
    try:
        words = shlex.split(line)[1:]
    except ValueError:
        return
    command, deeper = root, True
    for word in words:
        if word in ("|", ">", "<", "&&", ";", "2>"):
            return
        if word.startswith("-") and not re.match(r"-\d", word):
            known |= {name for param in command.params for name in param.opts} | {"-h", "--help", "--json"}
            if word.partition("=")[0] not in known and word not in ("-", "--"):
                yield f"{line}: {word}"
        elif deeper and isinstance(command, click.Group) and re.fullmatch(r"[a-z][a-z-]*", word):
            found = command.get_command(context, word)
            if found is None and command is root and word not in taken_by_options(words):
                yield f"{line}: {word}"
            command = found or command


def taken_by_options(words):
    return {word for option, word in pairwise(words) if option.startswith("--")}


def test_every_command_that_a_page_names_exists(page):
    assert [fault for line in typed(page, "deskterm") for fault in faults(line)] == []


def test_every_target_of_make_exists(page):
    targets = set(
        re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = {
        word for line in typed(page, "make") for word in line.split()[1:] if re.fullmatch(r"[a-z]+", word)
    }
    assert named <= targets


def test_every_module_that_a_page_names_can_be_imported(page):
    for word in quoted(page):
        if (
            re.fullmatch(r"(deskterm|tests|benchmarks)(\.\w+)+", word)
            and word.rpartition(".")[2] not in ENDINGS
        ):
            module, _, attribute = word.rpartition(".")
            assert exists(word) or (exists(module) and attribute), word


def exists(module):
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize(
    "line", ["deskterm quue", "deskterm queue --jsn", "deskterm ticket show TK1 --nothing"]
)
def test_the_check_finds_what_it_should(line):
    assert list(faults(line))


@pytest.mark.parametrize(
    "line",
    [
        "deskterm queue --json",
        "deskterm --at 2026-03-02T09:00 --lang en ticket why TK000001",
        "deskterm --version",
    ],
)
def test_the_check_lets_pass_what_is_right(line):
    assert not list(faults(line))
