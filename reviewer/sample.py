"""Make the sample corpus: import the shipped documents and mark them through the verbs."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewer.corpus import annotations as stored
from reviewer.corpus import documents, imports
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.errors import CorpusError, StorageError
from reviewer.jobs.import_job import run_import
from reviewer.jobs.originals import digest_of
from reviewer.jobs.protocol import Control, Report
from reviewer.model import Status
from reviewer.paths import corpus_paths, resources_folder
from reviewer.review import documents as statuses
from reviewer.review import entities, highlights, redactions, tags

_MARKS = "marks.json"


def make_sample(target: Path, report: Report, control: Control) -> bool:
    """Make the sample corpus in a folder; return False when it holds a corpus already.

    It appears whole or not at all. Raises CorpusError when something else is in the folder,
    StorageError when it cannot be made, and Cancelled.
    """
    paths = corpus_paths(target)
    folder = paths.folder
    if paths.database.exists():
        return False
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CorpusError(
                f"{folder} is not empty, so the sample corpus was not made there. "
                "Choose a new folder."
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
            draft = Path(beside) / "draft"
            with create_corpus(draft, folder.name) as corpus:
                _fill(corpus, report, control)
            if folder.exists():
                folder.rmdir()
            shutil.move(draft, folder)
    except OSError as error:
        raise StorageError(
            f"The sample corpus could not be made in {folder} ({error.strerror or error}). "
            "Nothing was left there. Choose a folder of your own, on a disk that has room."
        ) from error
    return True


def _fill(corpus: Corpus, report: Report, control: Control) -> None:
    source = resources_folder() / "sample"
    parts = [path for path in sorted(source.iterdir()) if path.name != _MARKS]
    # Cables first: what is opened first is a cable with marks, not the longest annex.
    parts.sort(key=lambda path: path.name != "cables")
    control.check()
    run_import(corpus, parts, {}, report, control)
    control.check()
    _mark(corpus, source, json.loads((source / _MARKS).read_text(encoding="utf-8")))


def _mark(corpus: Corpus, source: Path, marks: Mapping[str, Any]) -> None:
    """Apply the marks, which name documents by file and passages by quote and occurrence."""
    with corpus.read() as connection:
        places = imports.document_places(connection)
        type_ids = {each.name: each.id for each in stored.entity_types(connection)}
        reason_ids = {each.code: each.id for each in stored.reasons(connection)}

    def document_of(mark: Mapping[str, Any]) -> int:
        # By the file's bytes: of two files with the same, one was imported.
        return places[digest_of(source / mark["file"]), mark.get("locator") or ""]

    def passage_of(mark: Mapping[str, Any]) -> tuple[int, int, int]:
        document_id = document_of(mark)
        with corpus.read() as connection:
            text = documents.document_text(connection, document_id)
        start = -1
        for _ in range(mark["occurrence"] + 1):
            start = text.index(mark["quote"], start + 1)
        return document_id, start, start + len(mark["quote"])

    tag_ids: dict[str, int] = {}
    for tag in marks["tags"]:
        change = tags.create_tag(
            corpus,
            tag["name"],
            colour=tag["color"],
            description=tag["description"],
            shortcut=tag["shortcut"],
            parent_id=tag_ids.get(tag["parent"]),
        )
        tag_ids[tag["name"]] = change.new_id or 0
    entity_ids: dict[str, int] = {}
    for entity in marks["entities"]:
        change = entities.create_entity(
            corpus, entity["name"], type_ids[entity["type"]], entity["aliases"]
        )
        entity_ids[entity["name"]] = change.new_id or 0
    for mark in marks["highlights"]:
        chosen = [tag_ids[name] for name in mark["tags"]]
        highlights.add_highlight(corpus, *passage_of(mark), chosen, note=mark.get("note") or "")
    for mark in marks["mentions"]:
        entities.add_mention(corpus, *passage_of(mark), entity_ids[mark["entity"]])
    for mark in marks["redactions"]:
        grounds = [reason_ids[code] for code in mark["reasons"]]
        note = mark.get("note") or ""
        if mark.get("quote") is None:
            redactions.redact_document(corpus, document_of(mark), grounds, note=note)
        else:
            redactions.redact_passage(corpus, *passage_of(mark), grounds, note=note)
    for mark in marks["documents"]:
        document_id = document_of(mark)
        statuses.set_status(corpus, [document_id], Status(mark["status"]))
        if mark["note"]:
            statuses.set_note(corpus, document_id, mark["note"])
