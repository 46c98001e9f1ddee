"""Commands whose words come from the catalogues when they are shown, in the language in force.

A command's key (`ticket.add`) names its texts: `commands.ticket.add` what it does, `commands.ticket.add.more`
what else is worth knowing, `commands.ticket.add.example` lines to try. Options and arguments are
`commands.option.NAME` and `commands.argument.NAME`, or below the command's own key.
"""

# ruff: noqa: ARG002  # click hands every hook its context

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import click

from deskterm.commands.line import Line
from deskterm.locale import has, t

Deed = Callable[..., Any]
HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 80}


class Worded(click.Command):
    """A command that is described by its key."""

    def __init__(self, *args: Any, key: str = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.key = key

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
    """One line command."""


class Group(Worded, click.Group):
    """A noun with its verbs. Verbs in `lazy` (name -> "module:attribute") are imported when called."""

    def __init__(self, *args: Any, lazy: dict[str, str] | None = None, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of the day's work."""
        return [*self.lazy, *self.commands]

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


class Option(click.Option):
    """An option that is described by its name, or by its command and name."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its spelling and its words."""
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


def _set_json(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        ctx.ensure_object(Line).json = True


def command(key: str, group: Group | None = None, *, json: bool = True) -> Callable[[Deed], click.Command]:
    """Make a function `deed(line, ...)` the command of that key, with --json, in `group` if one is given."""

    def make(deed: Deed) -> click.Command:
        deed = click.make_pass_decorator(Line)(deed)
        if json:
            deed = option("--json", is_flag=True, expose_value=False, callback=_set_json)(deed)
        name = key.rpartition(".")[2]
        made = click.command(name=name, cls=Command, key=key, context_settings=HELP)(deed)
        if group is not None:
            group.add_command(made)
        return made

    return make


def group(key: str, lazy: dict[str, str] | None = None) -> Group:
    """An empty noun."""
    return Group(name=key.rpartition(".")[2], key=key, lazy=lazy, context_settings=HELP, no_args_is_help=True)
