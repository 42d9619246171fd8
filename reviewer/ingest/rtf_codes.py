"""What commands of rich text mean ([MSFT-RTF] 1.9.1): characters, code pages, and destinations."""

from __future__ import annotations

from collections.abc import Mapping

from reviewer.ingest.encodings import DEFAULT, known

CHARACTERS: Mapping[str, str] = {
    "tab": "\t", "emdash": "—", "endash": "–", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f",
    "~": "\xa0", "_": "\u2011", "-": "\xad", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
LINES = frozenset({"par", "line", "softline", "\n", "\r"})
PARAGRAPHS = frozenset({"sect", "page", "softpage", "column", "softcol"})
ROWS = frozenset({"row", "nestrow"})
CELLS = frozenset({"cell", "nestcell"}) | ROWS

# Groups whose words a reader sees elsewhere than in the running text.
RUNNING = frozenset(
    {"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"}
)
# Groups that are kept also behind a star, which says to pass over what a reader does not know.
STARRED = frozenset(
    {"shpinst", "shptxt", "shppict", "pict", "do", "dptxbxtext", "annotation", "atnauthor"}
    | {"atnref", "atrfstart", "atrfend", "footnote", "fldinst", "objdata", "ud", "userprops"}
    | {"revtbl", "company", "manager", "category", "moMathPara", "moMath", "xe", "docvar"}
)
# Groups that hold settings, names of things, or what is written a second time elsewhere.
SILENT = frozenset(
    {"aftncn", "aftnsep", "aftnsepc", "atnid", "atnparent", "atnicn", "atntime", "background"}
    | {"bkmkend", "bkmkstart", "blipuid", "buptim", "colortbl", "datafield", "falt", "fchars"}
    | {"ffdeftext", "ffentrymcr", "ffexitmcr", "ffformat", "ffhelptext", "ffl", "ffname"}
    | {"ffstattext", "file", "filetbl", "fontemb", "fontfile", "formfield", "ftncn", "ftnsep"}
    | {"ftnsepc", "generator", "hlinkbase", "lchars", "levelnumbers", "leveltext", "list"}
    | {"listname", "listlevel", "listoverride", "listoverridetable", "listpicture", "listtable"}
    | {"mbegChr", "mchr", "mcount", "mendChr", "mmathPict", "mpos", "msepChr", "mtype"}
    | {"mvertJc", "nesttableprops", "nonesttables", "nonshppict", "objalias", "objclass"}
    | {"objname", "objsect", "objtime", "panose", "picprop", "pnseclvl", "printim", "private"}
    | {"rsidtbl", "rxe", "shprslt", "stylesheet", "tc", "template", "txe", "upr", "xmlnstbl"}
)
# Groups whose words tell something about the document or a part of it.
TOLD = frozenset(
    {"atnauthor", "atnref", "atrfend", "atrfstart", "docvar", "fldinst", "propname", "revtbl"}
    | {"sn", "staticval", "sv"}
)
INFORMATION: Mapping[str, str] = {
    "title": "Title", "author": "Author", "subject": "Subject", "keywords": "Keywords",
    "doccomm": "Comments", "comment": "Comments", "company": "Company", "manager": "Manager",
    "category": "Category", "operator": "Last modified by", "creatim": "Created",
    "revtim": "Modified",
}  # fmt: skip

_CHARSETS: Mapping[int, str] = {
    0: "cp1252", 2: "cp1252", 77: "mac_roman", 78: "shift_jis", 79: "cp949", 80: "gb18030",
    81: "big5", 89: "mac_cyrillic", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_PAGES: Mapping[int, str] = {
    936: "gb18030", 1361: "johab", 10000: "mac_roman", 10001: "shift_jis", 10006: "mac_greek",
    10007: "mac_cyrillic", 10029: "mac_latin2", 10081: "mac_turkish", 65001: "utf-8",
}  # fmt: skip
KINDS: Mapping[str, str] = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


def of_page(number: int) -> str:
    """Return the encoding of a code page by its number."""
    return _PAGES.get(number) or known(f"cp{number}") or DEFAULT


def of_charset(number: int) -> str | None:
    """Return the encoding of a font by the number of its characters, None for the document's."""
    return _CHARSETS.get(number)
