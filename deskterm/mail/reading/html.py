"""A mail that is only HTML, made readable as text: no remote content, nothing run, no link in disguise."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from deskterm.mail.reading.limits import HTML_CHARS

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

LONGEST_LINK = 300
LONGEST_LINE = 10_000
DEEPEST = 8  # quotations and lists within each other that are still set off

_DROPPED = frozenset(
    ("script", "style", "head", "title", "template", "noscript", "object", "embed", "iframe", "svg", "math")
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 table ul ol blockquote pre dl".split())
_GONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# What a text's own nearest style says: templates set 0 around columns, and a size again for the words within.
_SIZE = re.compile(r"(?:^|[;\s])font-size\s*:\s*([\d.]*)\s*([a-z%-]*)", re.IGNORECASE)
_VISIBILITY = re.compile(r"visibility\s*:\s*(hidden|collapse|visible)", re.IGNORECASE)
_OF_THE_OUTER = frozenset(("em", "%", "ex", "ch", "larger", "smaller", "inherit", "unset"))
_QUOTE_CLASSES = frozenset(("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote"))
_HINTS = str.maketrans("", "", "\u00ad\u200b\u200c\u2060\ufeff\u034f")  # where a browser may break a line
_DECLARATION = re.compile(r"<!--|<[!?]")
_META = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
HEAD_BYTES = 4096  # of a page in which its charset is looked for
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_SHOWN_SCHEMES = re.compile(r"(?:https?|ftp|sftp|file|smb|data|javascript|vbscript):", re.IGNORECASE)


class _Page:
    """The lines written so far, and where the next word goes."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.quote = 0
        self.lists: list[int | None] = []
        self.links: list[tuple[int, int]] = []  # where the words of each open link began: line, column

    def words(self, text: str, verbatim: bool) -> None:
        if verbatim:
            first, *others = text.split("\n")
            self.line += first
            for other in others:
                self.end_line(always=True)
                self.line = other
            return
        if len(self.line) > LONGEST_LINE:
            self.end_line()
        text = _SPACES.sub(" ", text)
        self.line += text.lstrip(" ") if not self.line or self.line.endswith((" ", "\n")) else text

    def end_line(self, always: bool = False) -> None:
        if self.line.strip() or always:
            self.lines.append(self._margin() + self.line.rstrip())
        self.line = ""

    def gap(self) -> None:
        """One empty line, never two."""
        self.end_line()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._margin().rstrip())

    def _margin(self) -> str:
        return "> " * min(self.quote, DEEPEST)

    def text(self) -> str:
        self.end_line()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")


class _Seen(NamedTuple):
    """Whether words that stand here can be seen."""

    small: bool = False  # at size 0
    hidden: bool = False

    @property
    def shown(self) -> bool:
        return not (self.small or self.hidden)

    def within(self, style: str) -> _Seen:
        """Inside an element of this style."""
        small, hidden = self
        if found := _SIZE.search(style):
            number, unit = found[1], found[2].lower()
            nothing = bool(number.strip(".")) and not number.strip("0.")
            small = nothing or (small and unit in _OF_THE_OUTER)
        if found := _VISIBILITY.search(style):
            hidden = found[1].lower() != "visible"
        return _Seen(small, hidden)


def declared_charset(data: bytes) -> str:
    """The charset that a page names in its own head; "" where it names none."""
    found = _META.search(data[:HEAD_BYTES])
    return found[1].decode("ascii", "replace") if found else ""


def readable(markup: str) -> str:
    """The text of an HTML page as a person would read it.

    Lists get bullets or numbers, table cells bars, quotations `> `; a link shows where it really leads
    where its words do not. Raises ValueError for markup that cannot be read at all.
    """
    page = _Page()
    skipped = 0
    seen = [_Seen()]
    for event, tag, text in _walk(_tree(_closed(markup[:HTML_CHARS]))):
        if event == "start":
            seen.append(seen[-1].within(str(tag.get("style") or "")))
        elif event == "end":
            seen.pop()
        if event == "text":
            if not skipped and seen[-1].shown:
                page.words(text.translate(_HINTS), tag.name in ("pre", "textarea"))
        elif _dropped(tag):
            skipped += 1 if event == "start" else -1
        elif not skipped:
            (_start if event == "start" else _end)(page, tag)
    return page.text()


def _closed(markup: str) -> str:
    """The markup without comments and declarations, and without a tag that is open at its end.

    On things left open the parser's time grows with their square.
    """
    kept, at = [], 0
    for match in _DECLARATION.finditer(markup):
        if match.start() < at:
            continue
        close = "-->" if match[0] == "<!--" else ">"
        end = markup.find(close, match.end())
        kept.append(markup[at : match.start()])
        at = end + len(close) if end >= 0 else len(markup)
    markup = "".join((*kept, markup[at:]))
    closed = markup.rfind(">") + 1
    return markup[:closed] + markup[closed:].replace("<", "&lt;")


def _tree(markup: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return BeautifulSoup(markup, "html.parser")
        except (ParserRejectedMarkup, AssertionError) as error:
            raise ValueError("html") from error


def _walk(root: Tag) -> Iterator[tuple[str, Tag, str]]:
    """Every element's start and end, and every text with the element it stands in, without recursion."""
    from bs4.element import NavigableString, PreformattedString, Tag

    stack = [iter(root.contents)]
    open_tags: list[Tag] = [root]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            tag = open_tags.pop()
            if tag is not root:
                yield "end", tag, ""
        elif isinstance(node, Tag):
            yield "start", node, ""
            stack.append(iter(node.contents))
            open_tags.append(node)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            yield "text", open_tags[-1], str(node)


def _dropped(tag: Tag) -> bool:
    return tag.name in _DROPPED or bool(_GONE.search(str(tag.get("style") or ""))) or tag.has_attr("hidden")


def _is_quote(tag: Tag) -> bool:
    return tag.name == "blockquote" or bool(_QUOTE_CLASSES.intersection(tag.get("class") or ()))


def _start(page: _Page, tag: Tag) -> None:
    name = tag.name
    if name == "br":
        page.end_line(always=True)
    elif name in ("td", "th"):
        page.line += " | " if page.line.strip() else ""
    elif name in _BLOCKS:
        page.gap() if name in _SPACED else page.end_line()
    if name in ("ul", "ol"):
        page.lists.append(0 if name == "ol" else None)
    elif name == "li":
        _bullet(page)
    elif name == "a":
        page.links.append((len(page.lines), len(page.line)))
    elif name == "hr":
        page.words("-" * 20, False)
    elif name == "img" and str(tag.get("alt") or "").strip():
        page.words(f"[{str(tag['alt']).strip()[:100]}]", False)
    if _is_quote(tag):
        page.end_line()
        page.quote += 1


def _bullet(page: _Page) -> None:
    number = page.lists[-1] if page.lists else None
    if number is not None:
        page.lists[-1] = number = number + 1
    page.line = "  " * min(len(page.lists) - 1, DEEPEST) + (f"{number}. " if number else "- ")


def _end(page: _Page, tag: Tag) -> None:
    name = tag.name
    if _is_quote(tag):
        page.end_line()
        page.quote -= 1
    if name == "a":
        line, column = page.links.pop() if page.links else (-1, 0)
        words = page.line[column : column + LONGEST_LINK + 1] if line == len(page.lines) else ""
        page.line += _target(str(tag.get("href") or ""), words)
    elif name in _BLOCKS:
        page.gap() if name in _SPACED else page.end_line()
    if name in ("ul", "ol") and page.lists:
        page.lists.pop()


def _target(href: str, words: str) -> str:
    """Where a link leads, as ` <address>`, unless its words say exactly that."""
    target = _SPACES.sub("", href)[:LONGEST_LINK]
    words = _SPACES.sub("", words)
    if target.lower().startswith(("mailto:", "tel:")):
        plain = target.partition(":")[2].partition("?")[0]
        return "" if plain.lower() in words.lower() else f" <{plain}>"
    if not _SHOWN_SCHEMES.match(target):
        return ""
    bare = target.rstrip("/").lower()
    same = words.rstrip("/").lower() in (bare, bare.partition("://")[2])
    return "" if same else f" <{target}>"
