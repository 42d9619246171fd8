"""What may be meant by the word that is being typed in a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reviewer.model import Facet
from reviewer.search.completion import FIELD_NAME, Completion
from reviewer.search.fields import LANGUAGES, NAMES, VALUES
from reviewer.ui.views.facet_choices import FacetChoices
from reviewer.ui.workspace import Workspace

MOST = 50
LEAST_NAME_CP = 2  # one letter of a plain word says nothing of a field
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
        return [self._workspace.corpus.reviewer] if kind == "reviewer" else []

    def _entities(self) -> Iterator[str]:
        for entity in self._workspace.entities.values():
            yield entity.name
            yield from entity.aliases


def _matching(typed: str, values: Iterable[str]) -> list[str]:
    """Return values that begin with what is typed, then those of which a word does."""
    begin: list[str] = []
    hold: list[str] = []
    for value in dict.fromkeys(values):
        known = value.casefold()
        if known.startswith(typed):
            begin.append(value)
        elif f" {typed}" in known:
            hold.append(value)
    return [*begin, *hold][:MOST]
