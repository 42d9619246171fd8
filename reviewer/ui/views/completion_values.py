"""What may be meant by the word that is being typed in a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reviewer.corpus import columns
from reviewer.model import Facet
from reviewer.review.fields import known_values
from reviewer.search.completion import FIELD_NAME, Completion
from reviewer.search.fields import LANGUAGES, NAMES, VALUES
from reviewer.ui.background import Cancelled
from reviewer.ui.views.facet_choices import FacetChoices
from reviewer.ui.workspace import Workspace

MOST = 50
LEAST_NAME_CP = 2  # one letter of a plain word says nothing of a field
MOST_KNOWN = 2_000  # senders and the like, the most frequent first
_COLUMNS = {"from": "sender", "to": "recipients", "author": "author"}
_BETWEEN_PEOPLE = re.compile(r"[;\n]|(?<=>),")  # a comma alone stands within names
_FACETS = {
    "tag": Facet.TAG,
    "origin": Facet.ORIGIN,
    "classification": Facet.CLASSIFICATION,
    "type": Facet.TYPE,
    "date": Facet.YEAR,
}


class CompletionValues:
    """Knows the names of fields and the values that each of them may take in this corpus."""

    def __init__(self, workspace: Workspace, choices: FacetChoices) -> None:
        self._workspace = workspace
        self._choices = choices
        self._stored: dict[str, list[str]] = {}
        self.reload()

    def reload(self) -> None:
        """Read again, in the background, who wrote, received and marked documents."""
        corpus = self._workspace.corpus

        def work(_cancelled: Cancelled) -> dict[str, list[str]]:
            with corpus.read() as connection:
                stored = {
                    field: _people(known_values(connection, column, MOST_KNOWN))
                    for field, column in _COLUMNS.items()
                }
                return {**stored, "reviewer": columns.reviewers(connection)}

        def done(stored: dict[str, list[str]]) -> None:
            self._stored = stored

        self._workspace.background.run("known names", work, done, self._workspace.trouble.emit)

    def of(self, completion: Completion) -> list[str]:
        """Return what may be meant, best first; nothing when it is written out already."""
        typed = completion.prefix.casefold().strip()
        if completion.kind == FIELD_NAME:
            if len(typed) < LEAST_NAME_CP:
                return []
            return [name for name in NAMES if name.startswith(typed)]
        found = _matching(typed, self._values(completion.kind))
        return [] if [value.casefold() for value in found] == [typed] else found

    def _values(self, kind: str) -> Iterable[str]:
        if kind in VALUES:
            return VALUES[kind]
        if kind == "entity":
            return self._entities()
        if kind in _FACETS:
            choices = self._choices.of(_FACETS[kind])
            return (choice.label for choice in choices if choice.value != "")
        if kind == "language":
            return LANGUAGES
        stored = self._stored.get(kind, [])
        return [self._workspace.corpus.reviewer, *stored] if kind == "reviewer" else stored

    def _entities(self) -> Iterator[str]:
        for entity in self._workspace.entities.values():
            yield entity.name
            yield from entity.aliases


def _people(values: Iterable[str]) -> list[str]:
    """Return each sender or recipient once, also of those who stand in one field."""
    parts = (part.strip() for value in values for part in _BETWEEN_PEOPLE.split(value))
    return list(dict.fromkeys(part for part in parts if part))


def _matching(typed: str, values: Iterable[str]) -> list[str]:
    """Return values that begin with what is typed, then those of which a word does.

    Of those that differ in capitals only, which find the same, the first.
    """
    begin: dict[str, str] = {}
    hold: dict[str, str] = {}
    within = f" {typed}"
    for value in values:
        known = value.casefold()
        if known.startswith(typed):
            begin.setdefault(known, value)
            if len(begin) == MOST:
                break
        elif within in known:
            hold.setdefault(known, value)
    return [*begin.values(), *hold.values()][:MOST]
