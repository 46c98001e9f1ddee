"""The manual page and the key reference, printed from the command tree and the actions.

`python -m deskterm.commands.papers.handbook` writes them with the handbook; `deskterm man` opens the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from deskterm import __version__, actions
from deskterm.commands.frame.base import Worded
from deskterm.commands.frame.language import in_english
from deskterm.locale import has, t

SECTIONS = ("name", "synopsis", "description", "options", "commands", "keys", "exit", "environment", "files")
ROOM = 69  # characters of a line to type, so that the page fits into 80 columns
EXITS = ("0", "1", "2", "3", "70")
VARIABLES = {
    "DESKTERM_DESK": "commands.man.deskterm_desk",
    "DESKTERM_TECHNICIAN": "commands.man.deskterm_technician",
    "DESKTERM_LANG": "commands.man.deskterm_lang",
    "DESKTERM_AT": "commands.man.deskterm_at",
    "DESKTERM_MOUSE": "commands.man.deskterm_mouse",
    "NO_COLOR": "commands.man.no_color",
}
FILES = ("~/.config/deskterm/config.toml", "~/.local/share/deskterm/desk", "~/.local/state/deskterm")


def man(contexts: Sequence[click.Context]) -> str:
    """The manual page in the language in force, for these commands; the first is the program itself."""
    whole = [f'.TH DESKTERM 1 "" "deskterm {__version__}" "{roff(t("commands.man.title"))}"', ".nh", ".ad l"]
    for name in SECTIONS:
        whole.append(f".SH {roff(t(f'commands.man.{name}'))}")
        whole += _section(name, contexts)
    return "\n".join(whole) + "\n"


def keys() -> str:
    """The key reference in the language in force, as Markdown."""
    parts = [f"# {t('commands.man.keys_title')}", t("commands.man.keys_intro")]
    parts += [one for one in (in_english("actions"),) if one]
    for screen, rows in groupby(actions.table(), key=lambda row: row[0]):
        parts.append(f"## {place(screen)[0].upper()}{place(screen)[1:]}")
        if has(f"actions.screen.{screen}.help"):
            parts.append(t(f"actions.screen.{screen}.help"))
        heads = " | ".join(t(f"commands.col.{name}") for name in ("keys", "does", "id"))
        lines = [f"| {heads} |", "|---|---|---|"]
        lines += [f"| {_cell(pressed)} | {_cell(_told(id))} | `{id}` |" for _, pressed, _, id in rows]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def place(screen: str) -> str:
    """The screen's own name, or that of a place that is on several screens."""
    name = f"actions.screen.{screen}"
    return t(name) if has(name) else t(f"commands.place.{screen}")


def roff(text: str) -> str:
    """A text as troff reads it: nothing in it is a request, an escape or a place to divide a word."""
    told = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{told}" if told.startswith((".", "'")) else told


def _section(name: str, contexts: Sequence[click.Context]) -> Iterator[str]:
    program, *others = contexts
    match name:
        case "name":
            yield f"deskterm \\- {roff(t('commands.man.what'))}"
        case "synopsis":
            yield f".B deskterm\n{roff(' '.join(_pieces(program)))}"
        case "description":
            yield from (roff(one) for one in (in_english("commands", "actions"),) if one)
            yield from _described(program)
            yield from _examples(program)
        case "options":
            yield from _options(program)
        case "commands":
            for ctx in others:
                yield from _command(ctx)
        case "keys":
            yield roff(t("commands.man.keys_intro"))
            yield from _keys()
        case "exit":
            yield from _defined((code, t(f"commands.man.exit_{code}")) for code in EXITS)
        case "environment":
            yield from _defined((one, t(key)) for one, key in VARIABLES.items())
        case _:
            known = zip(FILES, ("config", "desk", "state"), strict=True)
            yield from _defined((path, t(f"commands.man.file_{name}")) for path, name in known)


def _command(ctx: click.Context) -> Iterator[str]:
    yield f'.SS "{roff(ctx.command_path)}"'
    yield f".B {roff(ctx.command_path)}\n{roff(' '.join(_pieces(ctx)))}\n.PP"
    yield from _described(ctx)
    yield from _options(ctx)
    yield from _examples(ctx)


def _pieces(ctx: click.Context) -> list[str]:
    return ctx.command.collect_usage_pieces(ctx)


def _described(ctx: click.Context) -> Iterator[str]:
    for end in ("", ".more"):
        if has(f"commands.{_key(ctx)}{end}"):
            yield f"{roff(t(f'commands.{_key(ctx)}{end}'))}\n.PP"


def _options(ctx: click.Context) -> Iterator[str]:
    """Its options with what each does; --help is every command's and is not said again."""
    records = [
        param.get_help_record(ctx) for param in ctx.command.get_params(ctx) if "--help" not in param.opts
    ]
    yield from _defined(record for record in records if record)


def _examples(ctx: click.Context) -> Iterator[str]:
    if has(f"commands.{_key(ctx)}.example"):
        yield f".PP\n{roff(t('commands.example'))}:\n.RS 4\n.nf"
        lines = t(f"commands.{_key(ctx)}.example").splitlines()
        yield from (roff(part) for line in lines for part in folded(line))
        yield ".fi\n.RE"


def folded(line: str) -> Iterator[str]:
    """A line to type in parts that fit, each but the last with the backslash that joins it to the next."""
    if len(line) > ROOM and (cut := line.rfind(" --", 0, ROOM - 2)) > 0:
        yield f"{line[:cut]} \\"
        yield from folded(f"    {line[cut + 1 :]}")
    else:
        yield line


def _key(ctx: click.Context) -> str:
    return ctx.command.key if isinstance(ctx.command, Worded) else ""


def _keys() -> Iterator[str]:
    for screen, rows in groupby(actions.table(), key=lambda row: row[0]):
        yield f'.SS "{roff(place(screen))}"'
        yield from _defined((pressed, _told(id)) for _, pressed, _, id in rows)


def _told(id: str) -> str:
    action = actions.BY_ID[id]
    return f"{action.label}: {action.help}"


def _defined(pairs: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Words, each with what it means under it."""
    for word, meaning in pairs:
        yield f".TP\n.B {roff(word)}\n{roff(meaning)}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
