"""The values of each facet as they are offered: named, coloured, counted, most frequent first."""

from collections.abc import Iterable

from reviewer.corpus import annotations
from reviewer.model import STATUS_LABELS, Facet, FacetValue, Status
from reviewer.review.finding import Facets
from reviewer.ui.finding import Finding
from reviewer.ui.views.choice_list import Choice
from reviewer.ui.workspace import Workspace

_UNKNOWN = "(none)"
_GONE = "(removed)"


class FacetChoices:
    """Knows what can be chosen: the code book's tags and entities, and what documents told so far.

    A value stays on offer when no document found has it, so that it can be chosen beside another.
    """

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        self._workspace = workspace
        self._finding = finding
        self._counts: dict[Facet, dict[FacetValue, int]] = {}
        self._seen: dict[Facet, set[FacetValue]] = {facet: set() for facet in Facet}

    def take_in(self, facets: Facets) -> None:
        """Take the counts of other results."""
        for facet, counted in facets.counts.items():
            self._counts[facet] = {each.value: each.count for each in counted}
            self._seen[facet].update(self._counts[facet])

    def forget(self) -> None:
        """Forget the values seen, because the documents are others now."""
        for seen in self._seen.values():
            seen.clear()

    def of(self, facet: Facet) -> list[Choice]:
        """Return what can be chosen, with how many documents each value would show."""
        counts = self._counts.get(facet, {})
        if facet is Facet.ENTITY:
            return self._entities(counts)
        choices = [
            Choice(
                value, self.label(facet, value), counts.get(value, 0), self._colour(facet, value)
            )
            for value in self._values(facet)
        ]
        if facet is Facet.STATUS:
            return choices
        if facet is Facet.YEAR:
            return sorted(choices, key=lambda choice: choice.label, reverse=True)
        return sorted(
            choices, key=lambda choice: (-(choice.documents or 0), choice.label.casefold())
        )

    def label(self, facet: Facet, value: FacetValue) -> str:
        """Return how a value reads."""
        match facet:
            case Facet.STATUS:
                return STATUS_LABELS[Status(str(value))]
            case Facet.TAG:
                tag = self._workspace.tags.get(int(value))
                return _GONE if tag is None else annotations.tag_path(tag, self._workspace.tags)
            case Facet.ENTITY:
                entity = self._workspace.entities.get(int(value))
                return _GONE if entity is None else entity.name
            case _:
                return str(value) or _UNKNOWN

    def _entities(self, counts: dict[FacetValue, int]) -> list[Choice]:
        """Return the entities, which are known by name, without sorting 10,000 names again."""
        colours = {kind.id: kind.colour for kind in self._workspace.entity_types.values()}
        choices = [
            Choice(entity.id, entity.name, counts.get(entity.id, 0), colours.get(entity.type_id))
            for entity in self._workspace.entities.values()
        ]
        return sorted(choices, key=lambda choice: choice.documents or 0, reverse=True)

    def _values(self, facet: Facet) -> Iterable[FacetValue]:
        if facet is Facet.STATUS:
            return list(Status)
        if facet is Facet.TAG:
            return self._workspace.tags
        filters = self._finding.filters
        values = self._seen[facet] | filters.values(facet) | filters.excluded_values(facet)
        return () if values == {""} else values

    def _colour(self, facet: Facet, value: FacetValue) -> str | None:
        tag = self._workspace.tags.get(int(value)) if facet is Facet.TAG else None
        return None if tag is None else tag.colour
