"""One dark, one light and one theme of high contrast; yellow and red mean money or lateness only."""

from __future__ import annotations

from textual.theme import Theme

# Yellow and red on which a call speaks, and what is written on them: the nearest colours of 16 and of 256 are
# yellow and red as well, and far from each other.
ALARMS = {"warn-bar": "#f5c211", "warn-ink": "#000000", "late-bar": "#c01c28", "late-ink": "#ffffff"}
RULE = "#5c6670"  # of the lines between two parts of a screen, where a theme has none of its own

DARK = Theme(
    name="desk-dark",
    primary="#5fa8d3",
    secondary="#4a7c98",
    accent="#62c6c0",
    warning="#e5c07b",
    error="#f07178",
    success="#98c379",
    foreground="#d8dee4",
    background="#15191e",
    surface="#1b2026",
    panel="#262d35",
    dark=True,
    variables={"rule": "#49525c", "text-warning": "#ffcf33", "text-error": "#ff6b64", **ALARMS},
)
LIGHT = Theme(
    name="desk-light",
    primary="#1d5f8a",
    secondary="#3f7ea6",
    accent="#0b7a75",
    warning="#8a6100",
    error="#b3261e",
    success="#2f6f3e",
    foreground="#1d2329",
    background="#fbfbf9",
    surface="#f1f1ee",
    panel="#e2e4e3",
    dark=False,
    variables={"rule": "#a9b0b5", "text-warning": "#7a5200", "text-error": "#b3261e", **ALARMS},
)
CONTRAST = Theme(
    name="desk-contrast",
    primary="#ffffff",
    secondary="#c0c0c0",
    accent="#00ffff",
    warning="#ffff00",
    error="#ff6060",
    success="#00ff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    dark=True,
    variables={"rule": "#ffffff", "text-warning": "#ffff00", "text-error": "#ff6b64", **ALARMS},
)
THEMES = (DARK, LIGHT, CONTRAST)
NAMES = tuple(theme.name for theme in THEMES)


def named(word: str) -> str:
    """The theme that a setting means: `light`, `desk-light`; dark for anything else."""
    name = f"desk-{word.rpartition('-')[2]}"
    return name if name in NAMES else DARK.name
