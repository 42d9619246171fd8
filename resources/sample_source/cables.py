"""Cables: the records in `text/cables_*.txt`, put into the shape of diplomatic telegrams."""

import csv
import io
import re
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

WIDTH = 72
DUPLICATE = {"cables/06KARSH0430 (2).txt": "cables/06KARSH0430.txt"}
REGISTRY_COLUMNS = [
    "id",
    "date",
    "source",
    "classification",
    "from",
    "to",
    "title",
    "body",
    "precedence",
]


@dataclass(frozen=True)
class Post:
    """An embassy: its name and who signs for it."""

    name: str
    chief: str
    sends_as: str
    sends_to: str


@dataclass(frozen=True)
class Cable:
    """One record: the fields of its head line, its named fields, its paragraphs."""

    head: tuple[str, ...]
    fields: dict[str, str]
    paragraphs: tuple[str, ...]

    @property
    def id(self) -> str:
        """Return the id of the cable, such as 06KARSH0031."""
        return self.head[0]


def files(source: Path) -> dict[str, bytes]:
    """Return the cables, one of them twice, and the table of the short ones."""
    posts = read_posts(source / "posts.toml")
    cables = [cable for path in sorted(source.glob("cables_*.txt")) for cable in records(path)]
    by_id = {cable.id: cable for cable in cables}
    written = {f"cables/{cable.id}.txt": encoded(cable, by_id, posts) for cable in cables}
    for copy, original in DUPLICATE.items():
        written[copy] = written[original]
    written["cables/registry.csv"] = registry(source / "registry.txt")
    return written


def read_posts(path: Path) -> dict[str, Post]:
    """Read the embassies by the code that stands inside a cable's id."""
    return {
        code: Post(
            name=entry["name"],
            chief=entry["chief"],
            sends_as=entry.get("from", f"AMEMBASSY {entry['name'].upper()}"),
            sends_to=entry.get("to", "SECSTATE WASHDC PRIORITY"),
        )
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


def records(path: Path) -> Iterator[Cable]:
    """Read the records of a file: a head line after `@@`, `NAME: value` lines, paragraphs."""
    for block in path.read_text(encoding="utf-8").split("@@ ")[1:]:
        head, *lines = block.strip().split("\n")
        fields: dict[str, str] = {}
        while lines and (field := re.fullmatch(r"([A-Z]+): (.+)", lines[0])):
            fields[field[1]] = field[2]
            del lines[0]
        paragraphs = tuple(part for part in "\n".join(lines).strip().split("\n\n") if part)
        yield Cable(tuple(part.strip() for part in head.split("|")), fields, paragraphs)


def encoded(cable: Cable, by_id: dict[str, Cable], posts: dict[str, Post]) -> bytes:
    """Return the cable as a file, in the line ends and the encoding that its record asks for."""
    text = rendered(cable, by_id, posts)
    if cable.fields.get("NEWLINE") == "crlf":
        text = text.replace("\n", "\r\n")
    return text.encode(cable.fields.get("ENCODING", "utf-8"))


def rendered(cable: Cable, by_id: dict[str, Cable], posts: dict[str, Post]) -> str:
    """Return the whole cable: header, numbered paragraphs, signature."""
    fields, paragraphs = cable.fields, cable.paragraphs
    if copied := by_id.get(fields.get("COPYOF", "")):
        fields = copied.fields | fields
        paragraphs = copied.paragraphs
        if "CHANGE" in fields:
            wrong, right = fields["CHANGE"].split(" => ")
            paragraphs = tuple(part.replace(wrong, right) for part in paragraphs)
    post = posts[cable.id[2:-4]]
    signature = post.chief.split()[-1].upper()
    return "\n".join([*header(cable, fields, post, posts), *body(paragraphs), signature, ""])


def header(
    cable: Cable, fields: dict[str, str], post: Post, posts: dict[str, Post]
) -> Iterator[str]:
    """Yield the lines above the first paragraph."""
    sent = datetime.fromisoformat(cable.head[1])
    classification, tags = cable.head[2:4]
    caption = fields.get("CAPTION", "")
    number = int(cable.id[-4:])
    yield f"Ref ID: {cable.id}"
    yield f"Date: {sent:%Y-%m-%d %H:%M}"
    yield f"Origin: {'Department of ' if post.name == 'State' else 'Embassy '}{post.name}"
    yield f"Classification: {classification}{'//' + caption if caption else ''}"
    yield ""
    yield f"{fields.get('PRECEDENCE', 'P')} {sent:%d%H%MZ %b %y}".upper()
    yield f"FM {post.sends_as}"
    yield f"TO {post.sends_to}"
    informed = [posts[code].sends_as for code in fields.get("INFO", "").split(", ") if code]
    for index, address in enumerate(informed):
        yield f"{'INFO' if index == 0 else '':4} {address} PRIORITY"
    yield ""
    spaced = "UNCLAS" if classification == "UNCLASSIFIED" else " ".join(classification)
    yield f"{spaced} {post.name.upper()} {number:06}"
    yield ""
    for line in (caption, "SIPDIS", fields.get("BANNER", "")):
        if line:
            yield line
    yield ""
    if classification == "UNCLASSIFIED":
        yield "E.O. 12958: N/A"
    else:
        yield f"E.O. 12958: DECL: {sent:%m/%d}/{sent.year + 10}"
    yield f"TAGS: {tags}"
    yield from textwrap.wrap(f"SUBJECT: {fields['SUBJECT']}", WIDTH)
    if "REF" in fields:
        yield from re.sub(r" (?=[B-E]\. )", "\n     ", f"REF: {fields['REF']}").split("\n")
    yield ""
    if classification != "UNCLASSIFIED":
        reasons = "1.4(B),(D)" if classification == "CONFIDENTIAL" else "1.4(B),(C),(D)"
        yield from textwrap.wrap(f"Classified By: {post.chief} for reasons {reasons}", WIDTH)
        yield ""


def body(paragraphs: tuple[str, ...]) -> Iterator[str]:
    """Yield the paragraphs, numbered where they carry a portion mark, underlined where not."""
    number = 0
    for paragraph in paragraphs:
        if paragraph.startswith("("):
            number += 1
            yield from textwrap.wrap(
                f"{number}. {paragraph}", WIDTH, break_long_words=False, break_on_hyphens=False
            )
        else:
            yield paragraph
            yield "-" * len(paragraph)
        yield ""


def registry(path: Path) -> bytes:
    """Return the short cables as one CSV table, whose bodies hold line ends and quotes."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(REGISTRY_COLUMNS)
    for cable in records(path):
        number, date, classification, sender, receiver, precedence = cable.head
        text = "\n\n".join(cable.paragraphs)
        title = cable.fields["TITLE"]
        writer.writerow(
            [number, date, "Registry", classification, sender, receiver, title, text, precedence]
        )
    return table.getvalue().encode()
