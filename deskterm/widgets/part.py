"""What a screen has: one activity, with a small interface to the screen that has it.

A screen makes its parts in `__init__` and names them to `has`; from then on an `action_*` of a part is one of
the screen's, for keys, palette and help alike. Handlers (`on_*`, `@on`) are looked for by Textual on the
screen's own classes: they stay on the screen and call the part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from deskterm.locale import language
from deskterm.widgets.work import OnDone, OnFailed, refusal

if TYPE_CHECKING:
    from deskterm.desk.context import Desk
    from deskterm.desk.errors import DeskError
    from deskterm.widgets.keys import Keys
    from deskterm.widgets.work import Shell

ACTION = "action_"


class Host(Protocol):
    """What every part may ask of its screen; a part that needs more says so in a protocol of its own."""

    @property
    def shell(self) -> Shell:
        """The application, as far as screens may know it."""

    @property
    def desk(self) -> Desk:
        """The desk at which this process works."""

    def ask(
        self,
        read: Callable[..., Any],
        *args: Any,
        done: OnDone | None = None,
        failed: OnFailed | None = None,
        latest: str = "",
        keys: Keys | None = None,
        **kwargs: Any,
    ) -> None:
        """Read on another thread."""

    def do(
        self,
        deed: Callable[..., Any],
        *args: Any,
        done: OnDone | None = None,
        failed: OnFailed | None = None,
        keys: Keys | None = None,
        **kwargs: Any,
    ) -> None:
        """Change the desk on another thread."""

    def show(self, dialog: Any, then: Callable[[Any], Any] | None = None) -> None:
        """Open a dialog; `then` receives what it was dismissed with."""

    def load(self) -> None:
        """Ask anew for what is shown."""


class Refillable(Protocol):
    """A form that can be shown again with what was typed."""

    def anew(self, why: str, error: DeskError) -> Refillable:
        """The same, with what was typed and why it was refused, at the line that it is about."""


H = TypeVar("H", bound=Host)


class Part(Generic[H]):
    """One activity of a screen: no widget and no screen itself."""

    def __init__(self, screen: H) -> None:
        self.screen = screen
        self.ask, self.do, self.show = screen.ask, screen.do, screen.show

    @property
    def shell(self) -> Shell:
        """The application, as far as screens may know it."""
        return self.screen.shell

    @property
    def desk(self) -> Desk:
        """The desk at which this process works."""
        return self.screen.desk

    def holds_text(self) -> bool:
        """Whether something typed here would be lost on leaving."""
        return False

    def why(self, error: DeskError) -> str:
        """A refusal, with the clause of the terms behind it."""
        clause = self.desk.service.clause(error.rule, language()) if error.rule else ""
        return "\n".join(part for part in (refusal(error), clause) if part)

    def say_why(self, error: DeskError) -> None:
        """Say it."""
        self.shell.say(self.why(error), how="error")

    def fill_in(self, form: Refillable, then: Callable[[Any, OnFailed], Any]) -> None:
        """Open a form; `then` gets what it gives, and what to do where the desk refuses that.

        It is then open again, with what was typed and with the reason.
        """

        def refused(error: DeskError) -> None:
            self.fill_in(form.anew(self.why(error), error), then)

        self.show(form, lambda given: None if given is None else then(given, refused))


class ActionClash(TypeError):
    """Two parts of a screen, or a part and the screen, answer for the same action."""


def join(screen: object, base: type, parts: tuple[Part[Any], ...]) -> None:
    """Make every action of the parts one of the screen's; those that `base` defines may be replaced.

    Raises ActionClash where the screen has that action already.
    """
    for part in parts:
        for name in (one for one in dir(part) if one.startswith(ACTION)):
            if name in vars(screen) or getattr(type(screen), name, None) is not getattr(base, name, None):
                raise ActionClash(f"{type(screen).__name__}: {type(part).__name__}.{name} is taken")
            setattr(screen, name, getattr(part, name))
