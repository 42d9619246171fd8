"""What `reviewer search` asks for and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from io import StringIO
from itertools import islice
from typing import Any

from reviewer.corpus import annotations as stored
from reviewer.corpus import documents
from reviewer.corpus.database import Corpus
from reviewer.errors import ReviewerError
from reviewer.export.concordance import COLUMNS
from reviewer.export.tables import CsvWriter, JsonLinesWriter
from reviewer.model import Facet, Filters
from reviewer.review.concordance import concordance, headings
from reviewer.review.facets import FacetCount, Facets
from reviewer.review.finding import Results
from reviewer.search.dates import read_dates
from reviewer.search.snippets import Snippets

_LINES_AT_ONCE = 500
_NONE = "(none)"
_VALUES_LISTED = 10  # of each facet, for a person


def filters_of(corpus: Corpus, wanted: Mapping[str, Any], known: Facets) -> Filters:
    """Return the filters that options tell: by facet, and with `exclude_` before it.

    `known` counts the values of the whole corpus.
    `(none)` asks for documents without a value. Raises ReviewerError for a value that no document
    has, and for what is no date.
    """
    named = _named(corpus)
    first, last = wanted["date_from"], wanted["date_to"]
    read_dates(f"{first or ''}..{last or ''}" if first or last else "2000", 0)
    filters = Filters(date_from=first, date_to=last, redacted=wanted["redacted"])
    for facet in Facet:
        included, excluded = wanted[facet.value], wanted[f"exclude_{facet.value}"]
        if facet in named:
            included = _ids(facet.value, named[facet], included)
            excluded = _ids(facet.value, named[facet], excluded)
        else:
            values = {"" if value == _NONE else value for value in (*included, *excluded)}
            _require_known(facet, values, known)
            included = ["" if value == _NONE else value for value in included]
            excluded = ["" if value == _NONE else value for value in excluded]
        filters = filters.including(facet, included).excluding(facet, excluded)
    return filters


def listed(corpus: Corpus, results: Results, limit: int) -> list[dict[str, Any]]:
    """Return the first results as a program reads them; a `limit` of 0 is none."""
    shown = results.ids[:limit] if limit > 0 else results.ids
    scores = dict(zip(shown.tolist(), results.scores[: len(shown)].tolist(), strict=True))
    snippets = Snippets(results.query)
    with corpus.read() as connection:
        return [
            {
                "document_id": row.id,
                "title": row.title,
                "date": row.date,
                "origin": row.origin,
                "score": round(scores[row.id], 6),
                "snippet": snippets.make(documents.document_text(connection, row.id)).text,
            }
            for row in documents.document_rows(connection, shown.tolist())
        ]


def counted(corpus: Corpus, facets: Facets) -> dict[str, Any]:
    """Return the counts as a program reads them; tags and entities by id and name."""
    names = {facet: dict(pairs) for facet, pairs in _named(corpus).items()}

    def told(facet: Facet, each: FacetCount) -> dict[str, Any]:
        if facet not in names or not isinstance(each.value, int):
            return {"value": each.value, "count": each.count}
        return {
            "id": each.value,
            "value": names[facet].get(each.value, ""),
            "count": each.count,
        }

    return {
        "facets": {
            facet.value: [told(facet, each) for each in counts]
            for facet, counts in facets.counts.items()
        },
        "months": dict(facets.months),
        "undated": facets.undated,
    }


def lines(total: int, results: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the answer for a person."""
    for result in results:
        facts = [str(result["document_id"]), result["date"], result["origin"], result["title"]]
        yield "  ".join(fact for fact in facts if fact)
        yield f"    {result['snippet']}"
    if len(results) < total:
        listed = "1 is" if len(results) == 1 else f"{len(results):,} are"
        yield f"{total:,} documents match; the first {listed} listed."
    else:
        yield f"{total:,} {'document matches' if total == 1 else 'documents match'}."


def key_words(
    corpus: Corpus, results: Results, as_json: bool, cancelled: Callable[[], bool]
) -> Iterator[str]:
    """Yield every hit in its context, unredacted, as CSV or JSON Lines, some lines at a time."""
    text = StringIO()
    kind = JsonLinesWriter if as_json else CsvWriter
    writer = kind(text, COLUMNS)
    found = concordance(corpus, results.ids.tolist(), results.query, cancelled=cancelled)
    while some := list(islice(found, _LINES_AT_ONCE)):
        told = headings(corpus, {line.document_id for line in some})
        for line in some:
            heading = told[line.document_id]
            values = (
                *(line.document_id, heading.title, heading.date, heading.origin),
                *(line.span.start_cp, line.span.end_cp, line.left, line.hit, line.right),
            )
            writer.write(dict(zip(COLUMNS, values, strict=True)))
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def facet_lines(counts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the counts for a person, of each facet the values that most documents have."""
    for facet, values in counts["facets"].items():
        if not values:
            continue
        yield f"{facet.capitalize()}:"
        for each in values[:_VALUES_LISTED]:
            yield f"  {each['count']:>9,}  {each['value'] or _NONE}"
        if len(values) > _VALUES_LISTED:
            yield f"             and {len(values) - _VALUES_LISTED:,} more"
    if counts["months"]:
        yield "Month:"
    for month, count in counts["months"].items():
        yield f"  {count:>9,}  {month}"
    if counts["undated"]:
        yield f"  {counts['undated']:>9,}  (not dated to the month)"


def _require_known(facet: Facet, values: Iterable[str], known: Facets) -> None:
    present = {str(each.value) for each in known.counts.get(facet, ())}
    if facet is Facet.STATUS:
        return
    for value in values:
        if value not in present:
            near = get_close_matches(value, present, 1)
            hint = f" Did you mean “{near[0]}”?" if near else " Check its spelling."
            raise ReviewerError(
                f"No document has the {facet.value} “{value or _NONE}”, so nothing was "
                f"searched.{hint}"
            )


def _named(corpus: Corpus) -> dict[Facet, list[tuple[int, str]]]:
    """Return the names that tags and entities are known by; the last one of each is in full."""
    with corpus.read() as connection:
        tags = {tag.id: tag for tag in stored.tags(connection)}
        return {
            Facet.TAG: [
                (tag.id, name)
                for tag in tags.values()
                for name in (tag.name, stored.tag_path(tag, tags))
            ],
            Facet.ENTITY: [(entity.id, entity.name) for entity in stored.entities(connection)],
        }


def _ids(what: str, named: Iterable[tuple[int, str]], wanted: Iterable[str]) -> frozenset[int]:
    by_name: dict[str, set[int]] = {}
    for id_, name in named:
        by_name.setdefault(name.casefold(), set()).add(id_)
    chosen: set[int] = set()
    for name in wanted:
        if name.casefold() not in by_name:
            raise ReviewerError(
                f"There is no {what} “{name}” in this corpus, so nothing was searched. "
                "Check its spelling."
            )
        chosen |= by_name[name.casefold()]
    return frozenset(chosen)
