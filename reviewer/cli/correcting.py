"""The verb that corrects what is known of documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from reviewer.cli.options import (
    answer,
    as_json_option,
    corpus_argument,
    open_for_writing,
    reviewer_option,
)
from reviewer.cli.searching import bring_index_up, matching

_FIELDS: Mapping[str, str] = {
    "title": "title", "date": "date", "origin": "origin", "classification": "classification",
    "from": "sender", "to": "recipients", "author": "author", "id": "external_id",
}  # fmt: skip


@click.command()
@corpus_argument
@click.argument("query")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE",
              help="The field gets this value; without one it is emptied.")  # fmt: skip
@click.option("--put-back", multiple=True, type=click.Choice([*_FIELDS]),
              help="The field gets again what was imported.")  # fmt: skip
@reviewer_option
@as_json_option
def correct(
    corpus: Path,
    query: str,
    settings: tuple[str, ...],
    put_back: tuple[str, ...],
    reviewer: str | None,
    as_json: bool,
) -> None:
    """Correct fields of every document that a query finds, as one change that can be undone.

    The fields are title, date, origin, classification, from, to, author and id, as in: reviewer
    correct CORPUS 'origin:karshan date:2005' --set date=2006-01 --set "origin=Embassy Karshan". An
    empty query ('') means every document. What was imported stays known.
    """
    from reviewer.review.fields import correct_fields

    values = {}
    for setting in settings:
        name, is_set, value = setting.partition("=")
        if name not in _FIELDS or not is_set:
            raise click.BadParameter(
                f"“{setting}” is not FIELD=VALUE with one of {', '.join(_FIELDS)}."
            )
        values[_FIELDS[name]] = value
    if not values and not put_back:
        raise click.UsageError("Say what to correct, with --set or --put-back.")
    found = matching(corpus, query)
    with open_for_writing(corpus, reviewer) as opened:
        change = correct_fields(opened, found, values, [_FIELDS[name] for name in put_back])
    if change.document_ids:
        bring_index_up(corpus)
    facts = {"found": len(found), "corrected": len(change.document_ids)}
    answer(as_json, facts, f"{facts['corrected']:,} of {facts['found']:,} documents corrected.")
