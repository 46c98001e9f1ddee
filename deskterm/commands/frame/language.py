"""The language of one run, for our own words and for click's."""

from __future__ import annotations

import gettext
import os

from deskterm import locale


def speak(language: str | None) -> None:
    """Choose the language of this run; None reads it from the environment."""
    os.environ["LANGUAGE"] = locale.choose(language)
    gettext.bindtextdomain("click", str(locale.HERE))
    gettext.textdomain("click")
