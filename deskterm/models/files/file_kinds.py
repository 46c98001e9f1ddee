"""What a file calls itself, what its bytes are, and why one is asked about before it is opened.

Kinds are plain words (`pdf`, `image`, `program`…), named for people by `files.kind.<kind>` in the catalogues.
Nothing is unpacked here: of archives only the list of their names is read, and of big files their ends.
"""

from __future__ import annotations

import re

ENDINGS = {
    "pdf": "pdf".split(),
    "image": "png jpg jpeg jpe jfif gif bmp tif tiff webp heic heif ico".split(),
    "drawing": "svg svgz".split(),
    "text": "txt csv tsv log json md ini cfg conf yml yaml toml sql ics vcf asc".split(),
    "xml": "xml xsd xsl xslt".split(),
    "word": "doc docx dot dotx odt ott rtf pages".split(),
    "sheet": "xls xlsx xlt xltx ods xlsb numbers".split(),
    "slides": "ppt pptx pps ppsx pot potx odp key".split(),
    "macros": "docm dotm xlsm xltm xlam xla xll pptm potm ppam ppsm sldm".split(),
    "archive": "zip 7z rar gz tgz bz2 xz tar zst cab ace arj lzh lz".split(),
    "signed": "p7m p7s".split(),
    "mail": "eml msg mbox".split(),
    "sound": "mp3 wav ogg m4a aac flac wma amr opus".split(),
    "film": "mp4 avi mov mkv webm wmv m4v mpg mpeg 3gp".split(),
    "page": "html htm xhtml xht shtml mht mhtml hta".split(),
    "link": "lnk url desktop website webloc library-ms search-ms settingcontent-ms appref-ms rdp".split(),
    "disk": "iso img vhd vhdx vmdk dmg udf".split(),
    "program": (
        "exe com scr pif dll cpl ocx sys msi msp mst msix appx appxbundle msixbundle application gadget"
        " deb rpm apk appimage pkg run elf so dylib jar jnlp class xpi crx"
    ).split(),
    "script": (
        "bat cmd js jse vbs vbe wsf wsh wsc sct ps1 psm1 psd1 ps1xml psc1 sh bash zsh csh ksh fish command"
        " py pyw pyc pyz rb pl php reg inf scf chm hlp one onepkg ade adp mdb mde accdb accde iqy slk diagcab"
        " job workflow action applescript scpt ws msc xbap"
    ).split(),
}
KIND_OF = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}
MEDIA_TYPES = {
    "application/pdf": "pdf",
    "application/zip": "archive",
    "application/x-zip-compressed": "archive",
    "application/gzip": "archive",
    "application/x-7z-compressed": "archive",
    "application/vnd.rar": "archive",
    "application/x-rar-compressed": "archive",
    "application/msword": "word",
    "application/rtf": "word",
    "application/vnd.ms-excel": "sheet",
    "application/vnd.ms-powerpoint": "slides",
    "application/pkcs7-mime": "signed",
    "application/pkcs7-signature": "signed",
    "application/x-msdownload": "program",
    "application/vnd.microsoft.portable-executable": "program",
    "application/x-sh": "script",
    "application/javascript": "script",
    "application/xml": "xml",
    "application/ics": "text",
    "application/json": "text",
    "application/xhtml+xml": "page",
    "image/svg+xml": "drawing",
    "text/html": "page",
    "text/javascript": "script",
    "text/xml": "xml",
}
_OFFICE = {"wordprocessingml": "word", "spreadsheetml": "sheet", "presentationml": "slides"}
_OPEN = {
    "opendocument.text": "word",
    "opendocument.spreadsheet": "sheet",
    "opendocument.presentation": "slides",
}
_WHOLE = {"image": "image", "audio": "sound", "video": "film", "message": "mail", "text": "text"}

# How files begin; where a sign stands elsewhere than at the first byte, its place is beside it.
_SIGNS: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "image"),
    (b"\xff\xd8\xff", 0, "image"),
    (b"GIF8", 0, "image"),
    (b"II*\0", 0, "image"),
    (b"MM\0*", 0, "image"),
    (b"\0\0\1\0", 0, "image"),
    (b"WEBP", 8, "image"),
    (b"ftypheic", 4, "image"),
    (b"ftypmif1", 4, "image"),
    (b"ftypM4A", 4, "sound"),
    (b"ftyp", 4, "film"),
    (b"moov", 4, "film"),
    (b"\x1aE\xdf\xa3", 0, "film"),
    (b"AVI ", 8, "film"),
    (b"\0\0\1\xba", 0, "film"),
    (b"WAVE", 8, "sound"),
    (b"ID3", 0, "sound"),
    (b"OggS", 0, "sound"),
    (b"fLaC", 0, "sound"),
    (b"#!AMR", 0, "sound"),
    (b"{\\rtf", 0, "word"),
    (b"\x7fELF", 0, "program"),
    (b"\xfe\xed\xfa\xce", 0, "program"),
    (b"\xfe\xed\xfa\xcf", 0, "program"),
    (b"\xce\xfa\xed\xfe", 0, "program"),
    (b"\xcf\xfa\xed\xfe", 0, "program"),
    (b"\xca\xfe\xba\xbe", 0, "program"),
    (b"!<arch>\ndebian", 0, "program"),
    (b"\xed\xab\xee\xdb", 0, "program"),
    (b"#!", 0, "script"),
    (b"ITSF", 0, "script"),
    (b"L\0\0\0\x01\x14\x02\0", 0, "link"),
    (b"CD001", 0x8001, "disk"),
    (b"conectix", 0, "disk"),
    (b"vhdxfile", 0, "disk"),
    (b"7z\xbc\xaf\x27\x1c", 0, "archive"),
    (b"Rar!\x1a\x07", 0, "archive"),
    (b"\x1f\x8b", 0, "archive"),
    (b"1AY&SY", 4, "archive"),
    (b"\xfd7zXZ\0", 0, "archive"),
    (b"(\xb5/\xfd", 0, "archive"),
    (b"MSCF", 0, "archive"),
    (b"ustar", 257, "archive"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_LISTED = b"PK\x01\x02"
TAIL = 4 << 20  # bytes at an archive's end among which the list of its names is looked for
BEGIN = 4_096  # bytes in which a page or a drawing says that it is one
NAMES = 20_000  # of an archive that are looked at
_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|script|iframe|meta\s)", re.I | re.S
)
_DRAWING = re.compile(
    rb"\s*(?:<\?xml.*?\?>\s*)?(?:<!--.*?-->\s*)?(?:<!doctype\s+svg.*?>\s*)?<svg\b", re.I | re.S
)
_MACROS, _MAIL = (b"_VBA_PROJECT", b"Macros\0"), b"__substg1.0_"
_STREAMS = ((b"WordDocument", "word"), (b"Workbook", "sheet"), (b"PowerPoint Document", "slides"))
_ODD = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")

# What cannot be recognised by its bytes may be what it says; of these the bytes always tell.
SURE = frozenset("pdf image archive word sheet slides macros program disk film".split())
# Of what calls itself so, the other is nothing to wonder at.
ALSO = {
    "word": {"text", "page", "xml", "ole", "archive"},
    "sheet": {"text", "page", "xml", "ole", "archive"},
    "slides": {"ole", "archive", "xml"},
    "macros": {"word", "sheet", "slides", "ole"},
    "text": {"xml", "page", "mail"},
    "xml": {"text", "page"},
    "page": {"text", "xml", "script"},
    "drawing": {"text", "xml", "archive"},
    "mail": {"text", "xml", "ole", "page"},
    "script": {"text", "xml", "ole", "program", "page"},
    "link": {"text"},
    "sound": {"film"},
    "film": {"sound"},
    "program": {"archive", "ole", "script", "text"},
    "signed": {"text", "pdf", "xml"},
    "image": {"film"},
}
WORST = ("program", "script", "link", "disk", "macros", "page", "drawing")
DANGEROUS = frozenset(WORST)
HOLDS = "archive-with-"  # of an archive among whose names a dangerous one stands: its kind follows
LOCKED = "archive-locked"  # nobody can look at what it holds


def ending(name: str) -> str:
    """The last ending of a name, in small letters: `fattura.pdf.EXE` -> `exe`; "" where it has none."""
    stem, dot, last = name.rstrip(" .").rpartition(".")
    return last.lower() if dot and stem else ""


def told(name: str, media_type: str) -> str:
    """The kind that a file says it is, by its name's ending, else by its media type; "" if neither says."""
    by_name = KIND_OF.get(ending(name), "")
    if by_name:
        return by_name
    kind = media_type.strip().lower()
    found = MEDIA_TYPES.get(kind, "")
    marks = () if found else (*_OFFICE.items(), *_OPEN.items())
    found = found or next((one for mark, one in marks if mark in kind), "")
    if found or (kind == "text/plain" and ending(name)):  # programs say so of what they do not know
        return found
    return _WHOLE.get(kind.partition("/")[0], "")


def found(content: bytes) -> str:
    """The kind that bytes are; `ole` is an old Office file of any sort, "" what cannot be recognised.

    An archive that holds what could do harm is `archive-with-<kind>`, one behind a password `archive-locked`.
    """
    if content.startswith(_ZIP):
        return _in_zip(content)
    if content.startswith(_OLE):
        return _in_ole(content)
    if content.startswith(b"MZ") and b"\0" in content[:64]:
        return "program"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    sign = next((kind for sign, at, kind in _SIGNS if content[at : at + len(sign)] == sign), "")
    return sign or _in_words(content[:65_536])


def _in_zip(content: bytes) -> str:
    """An archive, or one of the formats that are archives, by the names in its list."""
    names, locked = _listed(content)
    if any(name.endswith("vbaproject.bin") for name in names):
        return "macros"
    for start, kind in (("word/", "word"), ("xl/", "sheet"), ("ppt/", "slides")):
        if any(name.startswith(start) for name in names) and "[content_types].xml" in names:
            return kind
    head = content[30:200]
    for mark, kind in _OPEN.items():
        if b"mimetypeapplication/vnd.oasis." + mark.encode() in head:
            return kind
    if "androidmanifest.xml" in names or "meta-inf/manifest.mf" in names:
        return "program"
    kinds = {told(name, "") for name in names} & DANGEROUS
    worst = next((kind for kind in WORST if kind in kinds), "")
    if worst:
        return HOLDS + worst
    return LOCKED if locked else "archive"


def _listed(content: bytes) -> tuple[list[str], bool]:
    """The names that an archive lists, in small letters, and whether any is behind a password."""
    tail, names, locked, at = content[-TAIL:], list[str](), False, 0
    while len(names) < NAMES and (at := tail.find(_LISTED, at)) >= 0:
        locked = locked or bool(tail[at + 8 : at + 9] and tail[at + 8] & 1)
        length = int.from_bytes(tail[at + 28 : at + 30], "little")
        names.append(tail[at + 46 : at + 46 + length].decode("utf-8", "replace").lower())
        at += 46 + length
    return names, locked


def _in_ole(content: bytes) -> str:
    """An old Office file, by the names of what it holds."""
    if any(_wide(name) in content for name in _MACROS):
        return "macros"
    if _wide(_MAIL) in content:
        return "mail"
    return next((kind for name, kind in _STREAMS if _wide(name) in content), "ole")


def _wide(name: bytes) -> bytes:
    """A name as these files write it, two bytes for each letter."""
    return name.decode("ascii").encode("utf-16-le")


def _in_words(head: bytes) -> str:
    """What is written in letters: a page, a drawing, XML, text; "" where it is none."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    head = head.decode("utf-16", "replace").encode() if wide else head.removeprefix(b"\xef\xbb\xbf")
    if not head.strip() or _ODD.search(head):
        return ""
    if _PAGE.match(head[:BEGIN]):
        return "page"
    if _DRAWING.match(head[:BEGIN]):
        return "drawing"
    if head.lstrip().startswith((b"[InternetShortcut]", b"[Desktop Entry]")):
        return "link"
    return "xml" if head.lstrip().startswith(b"<?xml") else "text"


def base(kind: str) -> str:
    """The kind under which people know it: an archive, whatever it holds."""
    return "archive" if kind.startswith("archive") else kind


def differs(said: str, found: str, *, empty: bool = False) -> bool:
    """Whether the bytes are not what the file says it is: `fattura.pdf` that is an archive."""
    is_so = base(found)
    if empty or not said or said == is_so:
        return False
    if not is_so:
        return said in SURE
    return is_so not in ALSO.get(said, ())


def pretends(name: str) -> bool:
    """Whether a name passes for another: `fattura.pdf.exe`, a program, looks like a document."""
    stem = name.rstrip(" .").rpartition(".")[0]
    before = KIND_OF.get(ending(stem), "") if KIND_OF.get(ending(name), "") in DANGEROUS else ""
    return bool(before) and before not in DANGEROUS


def danger(name: str, media_type: str, is_so: str, *, empty: bool = False) -> str:
    """Why somebody is asked before this file is opened, as a code; "" where nothing speaks against it.

    `pretends` a name made to be mistaken · `is.<kind>` what it is · `says.<kind>` what it calls itself ·
    `holds.<kind>` what an archive holds · `locked` · `differs` not what it says.
    """
    said = told(name, media_type)
    if pretends(name):
        return "pretends"
    for how, kind in (("is", is_so), ("says", said)):
        if kind in DANGEROUS:
            return f"{how}.{kind}"
    if is_so.startswith(HOLDS):
        return f"holds.{is_so.removeprefix(HOLDS)}"
    if is_so == LOCKED:
        return "locked"
    return "differs" if differs(said, is_so, empty=empty) else ""
