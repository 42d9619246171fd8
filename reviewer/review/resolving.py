"""What a query says of the review, such as tag:Igla or is:reviewed, as the documents meant."""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

import numpy as np
from sqlalchemy import Connection

from reviewer.corpus import annotations, columns
from reviewer.corpus.columns import Ids
from reviewer.errors import QueryError
from reviewer.model import Facet
from reviewer.review.attributes import Attributes
from reviewer.review.duplicates import Alike
from reviewer.review.imported import Mask
from reviewer.review.places import standing_at
from reviewer.search.analysis import folded_words
from reviewer.search.fields import HAS, IS
from reviewer.search.nodes import And, Attribute, Documents, Exact, Node, Not, Or, Passage
from reviewer.search.query import ParsedQuery
from reviewer.search.schema import UNFIELDED

_QUOTES = '"“”„'
_NAMED = 8  # so many names of tags or entities fit into a sentence


def resolved(
    query: ParsedQuery,
    connection: Connection,
    attributes: Attributes,
    alike: Callable[[], Alike],
) -> Node:
    """Return a query with every attribute as documents, an entity as its names besides.

    `alike` is called when the query asks for what is similar.

    Raises QueryError, with the place and the nearest reading, where there is no such value.
    """
    return _Resolving(query.text, connection, attributes, alike).node(query.node)


class _Resolving:
    def __init__(
        self,
        text: str,
        connection: Connection,
        attributes: Attributes,
        alike: Callable[[], Alike],
    ) -> None:
        self.text = text
        self.connection = connection
        self.attributes = attributes
        self.alike = alike

    def node(self, node: Node) -> Node:
        match node:
            case And(parts):
                return And(tuple(self.node(part) for part in parts))
            case Or(parts):
                return Or(tuple(self.node(part) for part in parts))
            case Not(part):
                return Not(self.node(part))
            case Attribute():
                return self.attribute(node)
            case _:
                return node

    def attribute(self, asked: Attribute) -> Node:
        match asked.name:
            case "tag":
                return self.tag(asked)
            case "entity":
                return self.entity(asked)
            case "has":
                return self.having(asked)
            case "is":
                return self.being(asked)
            case "reviewer":
                marked = columns.documents_by_reviewer(self.connection)
                names = self.chosen(asked, "reviewer", marked)
                return self.documents(np.concatenate([marked[name] for name in names]))
            case "type":
                formats = self.attributes.imported.formats.values[1:]
                names = self.chosen(asked, "type of file", formats)
                return self.rows(self.attributes.having(Facet.TYPE, names))
            case "file":
                places = self.attributes.imported.places(self.connection)
                return self.rows(standing_at(places, asked.value))
            case _:
                raise ValueError(f"{asked.name} is no attribute")

    def tag(self, asked: Attribute) -> Node:
        tags = {tag.id: tag for tag in annotations.tags(self.connection)}
        paths = {tag.id: _path(annotations.tag_path(tag, tags)) for tag in tags.values()}
        wanted = _path(asked.value)
        chosen = {
            tag_id for tag_id, path in paths.items() if path[len(path) - len(wanted) :] == wanted
        }
        if not chosen:
            known = [tag.name for tag in tags.values()]
            known += [annotations.tag_path(tag, tags) for tag in tags.values() if tag.parent_id]
            self.unknown(asked, "tag", known)
        return self.rows(self.attributes.having(Facet.TAG, chosen))

    def entity(self, asked: Attribute) -> Node:
        entities = annotations.entities(self.connection)
        wanted = _plain(asked.value)
        chosen = [
            entity
            for entity in entities
            if wanted in {_plain(name) for name in (entity.name, *entity.aliases)}
        ]
        if not chosen:
            names = [name for entity in entities for name in (entity.name, *entity.aliases)]
            self.unknown(asked, "entity", names)
        mentioned = self.rows(
            self.attributes.having(Facet.ENTITY, [entity.id for entity in chosen])
        )
        words = dict.fromkeys(
            tuple(Exact(word) for word in folded_words(name))
            for entity in chosen
            for name in (entity.name, *entity.aliases)
        )
        return Or((mentioned, *(Passage(UNFIELDED, terms) for terms in words if terms)))

    def having(self, asked: Attribute) -> Node:
        what = self.choice(asked, HAS)
        attributes = self.attributes
        match what:
            case "highlight":
                return self.documents(columns.marked_documents(self.connection, "highlight"))
            case "tag":
                return self.rows(attributes.having(Facet.TAG, attributes.tags.values.tolist()))
            case "entity":
                entities = attributes.entities.values.tolist()
                return self.rows(attributes.having(Facet.ENTITY, entities))
            case "redaction":
                return self.rows(attributes.redacted)
            case "note":
                return self.documents(columns.noted_documents(self.connection))
            case "duplicates":
                return self.duplicates(asked)
            case "date":
                return self.rows(attributes.imported.dates.codes > 0)
            case "origin":
                return self.rows(attributes.imported.origins.codes > 0)
            case _:
                return self.rows(attributes.imported.classifications.codes > 0)

    def duplicates(self, asked: Attribute) -> Node:
        """Return what has a copy or a similar document; refused while that is not all known."""
        alike = self.alike()
        if alike.missing:
            raise QueryError(
                f"{alike.missing:,} documents were not compared with the others yet, so not all "
                "similar ones are known. Wait until the window has compared them, or let "
                "“reviewer duplicates” do it; is:duplicate finds the same text meanwhile.",
                asked.position_cp,
            )
        return self.documents(alike.having)

    def being(self, asked: Attribute) -> Node:
        what = self.choice(asked, IS)
        match what:
            case "redacted":
                return self.rows(self.attributes.redacted)
            case "withheld":
                return self.documents(columns.withheld_documents(self.connection))
            case "corrected":
                return self.documents(columns.corrected_documents(self.connection))
            case "duplicate":
                first = self.attributes.imported.first_alike(self.connection)
                return self.rows(np.bincount(first, minlength=len(first))[first] > 1)
            case _:
                return self.rows(self.attributes.having(Facet.STATUS, [what.replace("-", "_")]))

    def choice(self, asked: Attribute, choices: Sequence[str]) -> str:
        """Return which of the fixed values is asked for."""
        wanted = _plain(asked.value)
        for value in choices:
            if _plain(value) == wanted:
                return value
        self.refuse(asked, f"After {asked.name}: stands one of {', '.join(choices)}.", choices)

    def chosen(self, asked: Attribute, what: str, names: Iterable[str]) -> list[str]:
        """Return the names that are asked for; several where they differ in case alone."""
        wanted = _plain(asked.value)
        found = [name for name in names if _plain(name) == wanted]
        if not found:
            self.unknown(asked, what, names)
        return found

    def unknown(self, asked: Attribute, what: str, known: Iterable[str]) -> NoReturn:
        """Refuse a name that nothing in the corpus has."""
        names = sorted(set(known), key=str.casefold)
        there = ""
        if len(names) == 1:
            there = f" The only one is {names[0]}."
        elif 1 < len(names) <= _NAMED:
            there = f" There are {', '.join(names[:-1])} and {names[-1]}."
        self.refuse(asked, f"There is no {what} “{asked.value}” in this corpus.{there}", names)

    def refuse(self, asked: Attribute, message: str, choices: Iterable[str]) -> NoReturn:
        """Refuse a value and offer the query with the nearest one in its place."""
        names = {_plain(name): name for name in choices}
        near = difflib.get_close_matches(_plain(asked.value), names, 1, 0.5)
        start = self.text.find(asked.value, asked.position_cp)
        suggestion = None
        if near and start >= 0:
            name = names[near[0]]
            if self.text[start - 1 : start] not in tuple(_QUOTES) and re.search(r"[\s()]", name):
                name = f'"{name}"'
            suggestion = self.text[:start] + name + self.text[start + len(asked.value) :]
        raise QueryError(message, asked.position_cp, suggestion)

    def rows(self, mask: Mask) -> Documents:
        return Documents(self.attributes.imported.ids[mask])

    def documents(self, ids: Ids) -> Documents:
        return Documents(np.unique(ids))


def _plain(name: str) -> str:
    """Return a name as it is compared: letters in either case, `-` and `_` like spaces."""
    return " ".join(re.sub(r"[-_\s]+", " ", name).casefold().split())


def _path(name: str) -> list[str]:
    return [_plain(part) for part in name.split(">")]
