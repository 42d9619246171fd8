"""Term lists: the verbs on them, the terms that stand in their text, and how often each is found.

A list is what she pasted: one term a line, blank lines and lines that begin with `#` left out. A
plain name is sought as a phrase; a line with signs of the query language is a query as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import TermListRecord
from reviewer.errors import QueryError, ReviewError
from reviewer.model import COLOURS
from reviewer.review.changes import Change, changing
from reviewer.review.finding import Finder, Request
from reviewer.review.ordering import checked_name, move_to, name_of, next_position
from reviewer.review.passages import shortened
from reviewer.search.counting import count_hits
from reviewer.search.nodes import And, Attribute, Node, Not, Or
from reviewer.search.query import ParsedQuery, parse_query

KIND = "term list"
MAX_TERMS = 5_000
_ENGLISH = frozenset({"en"})
_QUERY_SIGNS = re.compile(r'["“”„()\[\]~=]|^[-+/]|\s[-+]\w|\w:\S|(?<!\S)(?:AND|OR|NOT)(?!\S)')


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """One line of a list: as written, and what it asks for, or why that cannot be read."""

    text: str
    query: ParsedQuery | None
    problem: str = ""

    @property
    def query_text(self) -> str:
        """What to type into the search box for this term."""
        return self.query.text if self.query is not None else self.text

    @property
    def asks_for_marks(self) -> bool:
        """Tell whether what she marks changes what is found, as with `tag:`."""
        return self.query is not None and _has_attribute(self.query.node)


@dataclass(frozen=True, slots=True)
class TermCount:
    """In how many documents a term stands, and how often in their bodies (None: not counted).

    `problem` says why it could not be sought.
    """

    documents: int
    hits: int | None
    problem: str = ""


def count_term(finder: Finder, term: ListedTerm, cancelled: Callable[[], bool]) -> TermCount:
    """Count a term over the whole corpus.

    Raises IndexUnavailable when there is no index, and Cancelled.
    """
    if term.query is None:
        return TermCount(0, None, term.problem)
    try:
        results = finder.find(Request(term.query), cancelled)
    except QueryError as error:
        return TermCount(0, None, str(error))
    hits = count_hits(finder.index().snapshot, results.query, results.ids)
    return TermCount(results.total, hits)


def listed_lines(text: str) -> list[str]:
    """Return the lines of a list that are terms, each once however it is capitalised.

    Raises ReviewError when there are more than `MAX_TERMS`.
    """
    lines: dict[str, str] = {}
    for term in _written(text):
        lines.setdefault(term.casefold(), term)
    if len(lines) > MAX_TERMS:
        raise ReviewError(
            f"This list has {len(lines):,} terms; up to {MAX_TERMS:,} can be counted at once. "
            "Make several lists of them."
        )
    return list(lines.values())


def repeated_lines(text: str) -> list[str]:
    """Return the lines of a list that are left out, each the same as an earlier one."""
    seen: set[str] = set()
    repeated = []
    for term in _written(text):
        if term.casefold() in seen:
            repeated.append(term)
        seen.add(term.casefold())
    return repeated


@lru_cache(maxsize=64)
def read_terms(text: str, languages: frozenset[str] = _ENGLISH) -> tuple[ListedTerm, ...]:
    """Return the terms of a list in its order, their words in the forms of these languages.

    Raises ReviewError as `listed_lines` does. A few thousand take a tenth of a second.
    """
    return tuple(read_term(line, languages) for line in listed_lines(text))


def read_term(line: str, languages: frozenset[str] = _ENGLISH) -> ListedTerm:
    """Return what one line asks for."""
    is_name = " " in line and not _QUERY_SIGNS.search(line)
    try:
        query = parse_query(f'"{line}"' if is_name else line, languages)
    except QueryError as error:
        return ListedTerm(line, None, str(error))
    return ListedTerm(line, query)


def free_colour(used: list[str]) -> str:
    """Return the colour that lists use least, at first one that tags come to late."""
    return min((*COLOURS[3:], *COLOURS[:3]), key=used.count)


def add_term_list(corpus: Corpus, name: str, text: str, *, colour: str | None = None) -> Change:
    """Make a term list; without a colour it takes the one that lists use least.

    Raises ReviewError when the name is empty or taken, or the list has no term or too many.
    """
    with changing(corpus, f"create term list “{shortened(name)}”") as draft:
        connection = draft.connection
        used = list(connection.scalars(select(TermListRecord.colour)))
        draft.insert(
            TermListRecord,
            name=checked_name(connection, TermListRecord, name, None, KIND),
            colour=_checked_colour(colour or free_colour(used)),
            terms=_checked_text(text),
            position=next_position(connection, TermListRecord),
            created_at=draft.at,
        )
    return draft.change


def edit_term_list(
    corpus: Corpus, list_id: int, *, text: str | None = None, **values: Any
) -> Change:
    """Change a list's `name`, `colour` or `text`; raises ReviewError as `add_term_list` does."""
    with changing(corpus, "edit term list") as draft:
        before = name_of(draft.connection, TermListRecord, list_id, KIND)
        draft.label = f"edit term list “{shortened(before)}”"
        checked = dict(values)
        if "name" in checked:
            checked["name"] = checked_name(
                draft.connection, TermListRecord, checked["name"], list_id, KIND
            )
        if "colour" in checked:
            checked["colour"] = _checked_colour(checked["colour"])
        if text is not None:
            checked["terms"] = _checked_text(text)
        draft.update(TermListRecord, list_id, **checked)
    return draft.change


def show_term_list(corpus: Corpus, list_id: int, shown: bool) -> Change:
    """Mark the terms of a list in the text of documents, or leave them unmarked."""
    verb = "show" if shown else "hide"
    with changing(corpus, f"{verb} term list") as draft:
        name = name_of(draft.connection, TermListRecord, list_id, KIND)
        draft.label = f"{verb} term list “{shortened(name)}”"
        draft.update(TermListRecord, list_id, shown=shown)
    return draft.change


def move_term_list(corpus: Corpus, list_id: int, place: int) -> Change:
    """Put a term list at a 0-based place among the others."""
    with changing(corpus, "move term list") as draft:
        name = name_of(draft.connection, TermListRecord, list_id, KIND)
        draft.label = f"move term list “{shortened(name)}”"
        move_to(draft, TermListRecord, list_id, place)
    return draft.change


def remove_term_list(corpus: Corpus, list_id: int) -> Change:
    """Remove a term list; no document is touched."""
    with changing(corpus, "remove term list") as draft:
        name = name_of(draft.connection, TermListRecord, list_id, KIND)
        draft.label = f"remove term list “{shortened(name)}”"
        draft.delete(TermListRecord, list_id)
    return draft.change


def _written(text: str) -> Iterator[str]:
    for line in text.splitlines():
        term = " ".join(line.split())
        if term and not term.startswith("#"):
            yield term


def _checked_text(text: str) -> str:
    if not listed_lines(text):
        raise ReviewError("A term list needs at least one term. Write one on each line.")
    return "\n".join(text.splitlines())


def _checked_colour(colour: str) -> str:
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise ReviewError(f"“{colour}” is not a colour; it is written like #ffd400.")
    return colour


def _has_attribute(node: Node) -> bool:
    match node:
        case And(parts) | Or(parts):
            return any(_has_attribute(part) for part in parts)
        case Not(part):
            return _has_attribute(part)
        case _:
            return isinstance(node, Attribute)
