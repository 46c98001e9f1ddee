"""`deskterm demo`: a desk with a morning's work in it, opened where there is a terminal."""

from __future__ import annotations

import shutil
from pathlib import Path

from deskterm import settings
from deskterm.commands.base import command, option
from deskterm.commands.kinds import Text
from deskterm.commands.line import Line
from deskterm.commands.screens import has_terminal, open_screens
from deskterm.commands.service import load
from deskterm.exits import Exit
from deskterm.locale import t
from deskterm.storage.database import FILE
