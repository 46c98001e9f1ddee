"""The system's keyring, where one can be trusted: what would write a plain file is not (S16).

Whoever asks gets a refusal with cause and cure, and no message holds a secret.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from deskterm.desk.errors import Refused

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "deskterm"
CHOSEN = "PYTHON_KEYRING_BACKEND"  # by which a user names a keyring of their own
# Keyrings that a system locks with its user's own password; anything else may be a plain file.
ALLOWED = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "kwallet", "libsecret", "macOS", "Windows")
)


class Secret:
    """A password that shows itself only when asked by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "***"

    def reveal(self) -> str:
        """The password."""
        return self._text


def keyring_of() -> KeyringBackend:
    """The system's keyring. Raises Refused with cause and cure where none works or can be trusted."""
    candidates = _candidates()
    for one in candidates:
        if type(one).__module__ in ALLOWED:
            return one
    raise Refused("no_keyring", cause=named(candidates[0]) if candidates else "-")


def named(ring: KeyringBackend) -> str:
    """A keyring by the name under which it can be chosen."""
    return f"{type(ring).__module__}.{type(ring).__qualname__}"


def _candidates() -> list[KeyringBackend]:
    """What is installed, or what the user chose. Raises Refused where it cannot even be begun."""
    import logging

    import keyring
    from keyring.backends.chainer import ChainerBackend

    logging.getLogger("keyring").addHandler(logging.NullHandler())  # its warnings would land on the screens
    try:
        found = keyring.get_keyring()
        return list(found.backends) if isinstance(found, ChainerBackend) else [found]
    except Exception as error:  # a back-end is anybody's code, and may raise anything
        cause = f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
        raise _broken(cause) from error


def _broken(cause: str) -> Refused:
    """The refusal that names who chose the keyring that does not work."""
    from keyring.util import platform_

    file = Path(platform_.config_root()) / "keyringrc.cfg"
    if os.environ.get(CHOSEN):
        return Refused("keyring_chosen", chosen=f"{CHOSEN}={os.environ[CHOSEN]}", cause=cause)
    if file.exists():
        return Refused("keyring_chosen", chosen=str(file), cause=cause)
    return Refused("keyring_locked", cause=cause)


def asked_of(deed: Callable[[], T]) -> T:
    """Ask the keyring. Raises Refused in the desk's words; what it says never holds the password."""
    try:
        return deed()
    except Exception as error:  # as above; its message may quote what it was given
        raise Refused("keyring_locked", cause=type(error).__name__) from None
