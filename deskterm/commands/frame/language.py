"""The language of one run, for our own words and for click's."""

from __future__ import annotations

import gettext
import os

from deskterm import locale
from deskterm.locale.catalogues import LACKING, lacking


def speak(language: str | None) -> None:
    """Choose the language of this run; None reads it from the environment."""
    os.environ["LANGUAGE"] = locale.choose(language)
    gettext.bindtextdomain("click", str(locale.folder_of("click")))
    gettext.textdomain("click")


def in_english(*rooms: str) -> str:
    """That what a further language lacks of a paper's words is in English; "" where it lacks none."""
    spoken = locale.language()
    number = 0 if spoken in locale.LANGUAGES else lacking(spoken, *rooms)
    if not number:
        return ""
    from deskterm.locale import figures

    told = {"language": figures.tongue(spoken), "other": figures.tongue(LACKING)}
    return locale.tn("commands.lacks_some", number, **told)
