"""Commands whose words come from the catalogues when they are shown, in the language in force.

A command's key (`ticket.add`) names its texts: `commands.ticket.add` what it does, `commands.ticket.add.more`
what else is worth knowing, `commands.ticket.add.example` lines to try. Options and arguments are
`commands.option.NAME` and `commands.argument.NAME`, or below the command's own key.
"""

# ruff: noqa: ARG002  # click hands every hook its context

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial, wraps
from importlib import import_module
from typing import Any

import click

from deskterm.commands.frame import everywhere, interrupts, output
from deskterm.commands.frame.language import in_english
from deskterm.commands.frame.line import Line
from deskterm.locale import LANGUAGES, has, speaking, t

Deed = Callable[..., Any]
Looks = Callable[[Mapping[str, Any]], bool]
NEGATIVE = re.compile(r"-[.,]?\d")
HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 80}


class Worded(click.Command):
    """A command that is described by its key. It takes the options of every command wherever they stand."""

    def __init__(self, *args: Any, key: str = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.key = key

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters, and those of every command that it does not name itself."""
        own = super().get_params(ctx)
        taken = {name for param in own for name in param.opts}
        return [*own, *(param for param in everywhere.late_options(Option) if taken.isdisjoint(param.opts))]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows the command's name in the usage line."""
        pieces = [t("commands.options_metavar")]
        pieces += [piece for param in self.get_params(ctx) for piece in param.get_usage_pieces(ctx)]
        if isinstance(self, click.Group):
            pieces.append(t("commands.command_metavar"))
        return pieces

    def get_short_help_str(self, limit: int = 45) -> str:
        """What it does, in one line."""
        return t(f"commands.{self.key}")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """click's own --help, with our words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = t("commands.option.help")
        return option

    def get_help(self, ctx: click.Context) -> str:
        """Its help; in a further language with a sentence on what of it is in English."""
        remark = in_english("commands")
        return f"{self.bare_help(ctx)}\n\n{output.wrap(remark, '')}" if remark else self.bare_help(ctx)

    def bare_help(self, ctx: click.Context) -> str:
        """Its help alone, as a page has it that holds many."""
        return super().get_help(ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it does and what else is worth knowing."""
        for text in _texts(self.key, "", ".more"):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(text)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lines to try."""
        for text in _texts(self.key, ".example"):
            with formatter.section(t("commands.example")):
                for line in text.splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class Command(Worded):
    """One line command. What begins with a minus sign and a digit is an amount, never an option."""

    def _meant(self, error: click.NoSuchOption) -> click.NoSuchOption:
        """The fault with the option that is meant, where the word is another's for it."""
        own, meant = {name for param in self.params for name in param.opts}, MEANT.get(error.option_name, "")
        if meant not in own:
            return error
        told = f"{error.message} {t('errors.did_you_mean', names=meant)}"
        return click.NoSuchOption(error.option_name, told, ctx=error.ctx)

    def make_parser(self, ctx: click.Context) -> Any:
        """click's parser, that leaves `-30` and `-1h30` where an amount stands."""
        parser = super().make_parser(ctx)
        as_option = parser._process_opts  # click has no other place to say it

        def taken(arg: str, state: Any) -> None:
            if NEGATIVE.match(arg):
                state.largs.append(arg)
            else:
                try:
                    as_option(arg, state)
                except click.NoSuchOption as error:
                    raise self._meant(error) from None

        parser._process_opts = taken  # type: ignore[method-assign]
        return parser


# What people call an option, and what it is called here.
MEANT = {
    "--reason": "--why",
    "--because": "--why",
    "--motivo": "--why",
    "--perché": "--why",
    "--note": "--why",
}


class Group(Worded, click.Group):
    """A noun with its verbs. Verbs in `lazy` (name -> "module:attribute") are imported when called."""

    def __init__(self, *args: Any, lazy: dict[str, str] | None = None, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of the day's work."""
        return [*self.lazy, *self.commands]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the first word names. Raises UsageError with the verbs that are spelt nearly so."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand:
            raise click.UsageError(self._unknown(ctx, args[0]), ctx) from None

    def _unknown(self, ctx: click.Context, word: str) -> str:
        from difflib import get_close_matches

        told = t("errors.no_command", name=word, command=ctx.command_path)
        verbs = self.list_commands(ctx)
        meant = [one for one in nouns().get(word.lower(), ()) if one in verbs]
        near = meant or get_close_matches(word.lower(), verbs, n=3)
        names = ", ".join(f"{ctx.command_path} {one}" for one in near)
        return f"{told}\n{t('errors.did_you_mean', names=names)}" if near else told

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name; its module is imported now."""
        if cmd_name in self.lazy:
            module, _, attribute = self.lazy[cmd_name].partition(":")
            found: click.Command = getattr(import_module(module), attribute)
            return found
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs and what each does, without importing any."""
        prefix = f"{self.key}." if self.key != "deskterm" else ""
        rows = [(name, t(f"commands.{prefix}{name}")) for name in self.list_commands(ctx)]
        with formatter.section(t("commands.commands")):
            formatter.write_dl(rows)


def nouns() -> dict[str, list[str]]:
    """What people call a command or what it is about, in either language, and the commands that are meant."""
    found: dict[str, list[str]] = {}
    for tongue in LANGUAGES:
        with speaking(tongue):
            for row in t("commands.nouns").split(","):
                command, *words = row.split()
                for word in words:
                    found.setdefault(word, []).append(command)
    return {word: list(dict.fromkeys(names)) for word, names in found.items()}


class Option(click.Option):
    """An option that is described by its name, or by its command and name."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its spelling and its words; none for one that is unsaid."""
        if self.hidden:
            return None
        self.help = _described(ctx, "option", str(self.name))
        return super().get_help_record(ctx)


class Argument(click.Argument):
    """An argument that is described like an option; its name in the usage line is a word of the catalogue."""

    def make_metavar(self, ctx: click.Context) -> str:
        """`[PATH]...` in the language in force."""
        self.metavar = None
        sort = "customer" if self.type.name == "customer" else self.name
        word = t(f"commands.metavar.{sort}")
        word = word if self.required else f"[{word}]"
        return f"{word}..." if self.nargs != 1 else word


def _described(ctx: click.Context, sort: str, name: str) -> str:
    own = f"commands.{getattr(ctx.command, 'key', '')}.{sort}.{name}"
    return t(own) if has(own) else t(f"commands.{sort}.{name}")


def _texts(key: str, *ends: str) -> Iterator[str]:
    for end in ends:
        if has(f"commands.{key}{end}"):
            yield t(f"commands.{key}{end}")


def option(*names: str, **attributes: Any) -> Callable[[Deed], Deed]:
    """Add an option to a command."""
    attributes.setdefault("cls", Option)
    return click.option(*names, **attributes)


def argument(name: str, **attributes: Any) -> Callable[[Deed], Deed]:
    """Add an argument to a command."""
    return click.argument(name, cls=Argument, **attributes)


def flag(name: str) -> Callable[[Deed], Deed]:
    """A switch that the line itself keeps (`--json` as `line.json`), not the deed."""

    def keep(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            line = ctx.ensure_object(Line)
            setattr(line, str(param.name), True)
            if line.json and line.csv:
                raise click.UsageError(t("errors.json_or_csv"), ctx)

    return option(name, is_flag=True, expose_value=False, callback=keep)


def command(
    key: str,
    group: Group | None = None,
    *,
    json: bool = True,
    rows: bool = False,
    trial: bool = False,
    reads: bool | Looks | None = None,
    keeps_up: bool = True,
) -> Callable[[Deed], click.Command]:
    """Make a function `deed(line, ...)` the command of that key, in `group` if one is given.

    It has --json; with `rows`, where it answers with a list, also --csv; with `trial` also --dry-run.
    One that `reads` sees the desk at one moment and changes nothing: every list that has no trial does, and
    what is only a deed with some option is told by a function of what was given.
    """
    only_reads = rows and not trial if reads is None else reads
    told = partial(_understood, reads=only_reads, keeps_up=keeps_up)

    def make(deed: Deed) -> click.Command:
        deed = click.make_pass_decorator(Line)(told(deed))
        for name, wanted in (("--dry-run", trial), ("--csv", rows), ("--json", json)):
            deed = flag(name)(deed) if wanted else deed
        name = key.rpartition(".")[2]
        made = click.command(name=name, cls=Command, key=key, context_settings=HELP)(deed)
        if group is not None:
            group.add_command(made)
        return made

    return make


def _understood(deed: Deed, *, reads: bool | Looks, keeps_up: bool) -> Deed:
    """The same deed with what was said of times and days read by the clock of its desk."""

    @wraps(deed)
    def told(line: Line, **given: Any) -> Any:
        from deskterm.commands.frame.kinds import OF_CONTACT, Spoken

        interrupts.heed()
        line.reads, line.keeps_up = reads(given) if callable(reads) else reads, keeps_up
        spoken = {
            name: one for name, one in given.items() if isinstance(one, Spoken) and one.after != OF_CONTACT
        }
        for name, one in sorted(spoken.items(), key=lambda pair: bool(pair[1].after)):
            given[name] = one.at(line.desk, given[one.after]) if one.after else one.at(line.desk)
        return deed(line, **given)

    return told


def group(key: str, lazy: dict[str, str] | None = None) -> Group:
    """An empty noun."""
    return Group(name=key.rpartition(".")[2], key=key, lazy=lazy, context_settings=HELP, no_args_is_help=True)
