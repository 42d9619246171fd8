"""Whatever is done in whatever order, undoing it all leaves the corpus as it was."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, select, text

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.corpus.schema import (
    Base,
    EntityRecord,
    EntityTypeRecord,
    HighlightRecord,
    LogLine,
    MentionRecord,
    ReasonRecord,
    RedactionRecord,
    SavedSearchRecord,
    TagRecord,
    TermListRecord,
)
from reviewer.errors import ReviewError
from reviewer.model import Filters, Sort, Status
from reviewer.review import (
    changes,
    documents,
    entities,
    highlights,
    log,
    redactions,
    saved_searches,
    tags,
    term_lists,
)
from reviewer.review.changes import Change
from tests.corpora import make_corpus

TEXTS = ["Ana 😀 met Bo.\nAna left.", "é Ana e\u0301"]
NAMES = st.sampled_from(["Igla", "igla-S", "Ruđer", "Strela", "A B"])
PLACES = st.integers(0, 50)
BOOKKEEPING = {"change", "log", "corpus_info", "source_file", "import_item"}

Tables = dict[str, list[tuple[Any, ...]]]


def annotation_tables(connection: Connection) -> Tables:
    """Return every row that undo must bring back, by table."""
    return {
        table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name not in BOOKKEEPING
    }


class Review(RuleBasedStateMachine):
    """A reviewer who does anything at all, undoes and redoes it, and restarts in between."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.corpus: Corpus = make_corpus(self.folder / "c", TEXTS)
        self.states = [self.tables()]  # after each standing change
        self.undone: list[Tables] = []  # what redo leads to, next one last
        self.ids_seen: dict[str, set[int]] = {}

    def teardown(self) -> None:
        """Undo everything, redo everything, and compare with how it was then."""
        try:
            end = self.states[-1]
            standing = len(self.states) - 1
            for _ in range(standing):
                changes.undo(self.corpus)
            assert self.tables() == self.states[0]
            for _ in range(standing):
                changes.redo(self.corpus)
            assert self.tables() == end
            with self.corpus.read() as connection:
                assert log.first_broken_line(connection) is None
        finally:
            self.corpus.close()
            shutil.rmtree(self.folder)

    def tables(self) -> Tables:
        with self.corpus.read() as connection:
            return annotation_tables(connection)

    def pick(self, record: type[Base], place: int) -> int:
        """Return an id that there is, or one that there never was."""
        ids = [row[0] for row in self.tables()[record.__tablename__]]
        return sorted(ids)[place % len(ids)] if ids else 999

    def pick_some(self, record: type[Base], places: Sequence[int]) -> list[int]:
        return list(dict.fromkeys(self.pick(record, place) for place in places))

    def do(self, verb: Callable[..., Change], *values: Any, **named: Any) -> None:
        """Do something; where it is refused, it is with a sentence and without a trace."""
        before = self.states[-1]
        try:
            change = verb(self.corpus, *values, **named)
        except ReviewError as error:
            assert str(error).endswith(".")
            # The database's own refusal is for ids that are not there, never for a verb's slip.
            assert "does not fit" not in str(error) or "999" in repr((values, named))
            assert self.tables() == before
            return
        after = self.tables()
        assert change.is_empty == (after == before)
        if not change.is_empty:
            assert change.label == " ".join(change.label.split())
            self.note_new_ids(before, after)
            self.states.append(after)
            self.undone.clear()

    def note_new_ids(self, before: Tables, after: Tables) -> None:
        for name, rows in after.items():
            if "id" in Base.metadata.tables[name].columns:
                new = {row[0] for row in rows} - {row[0] for row in before[name]}
                seen = self.ids_seen.setdefault(name, set())
                assert not new & seen, "an id was given out twice"
                seen |= new

    @initialize()
    def begin(self) -> None:
        """Start where something can be merged, split and deleted."""
        self.do(tags.create_tag, "Arms", shortcut=1)
        arms = self.pick(TagRecord, 0)
        self.do(tags.create_tag, "Missiles", parent_id=arms)
        missiles = self.pick(TagRecord, 1)
        self.do(highlights.add_highlight, 1, 0, 3, [arms, missiles])
        self.do(highlights.add_highlight, 1, 4, 5, [missiles])
        for name in ("Ana", "Anna"):
            self.do(entities.create_entity, name, self.pick(EntityTypeRecord, 0), ["A."])
        for place, start in ((0, 0), (1, 0), (1, 14)):
            self.do(entities.add_mention, 1, start, start + 3, self.pick(EntityRecord, place))
        self.do(redactions.redact_passage, 2, 0, 1, [1, 2])

    # Highlights and tags

    @rule(document=st.integers(1, 3), start=PLACES, length=PLACES, place=PLACES, name=NAMES)
    def highlight(self, document: int, start: int, length: int, place: int, name: str) -> None:
        tag_ids = [self.pick(TagRecord, place)] if place % 3 else []
        self.do(
            highlights.add_highlight,
            document,
            start % 12,
            start % 12 + length % 5,
            tag_ids,
            new_tag=name if place % 5 == 0 else None,
            note="n" if place % 7 == 0 else "",
        )

    @rule(places=st.lists(PLACES, max_size=3), tag=PLACES, put=st.booleans())
    def tag_or_untag(self, places: list[int], tag: int, put: bool) -> None:
        verb = highlights.tag_highlights if put else highlights.untag_highlights
        ids = self.pick_some(HighlightRecord, places)
        self.do(verb, ids, self.pick(TagRecord, tag))

    @rule(place=PLACES, note=st.sampled_from(["", "a", "b "]))
    def note_on_highlight(self, place: int, note: str) -> None:
        self.do(highlights.set_highlight_note, self.pick(HighlightRecord, place), note)

    @rule(place=PLACES, start=st.integers(0, 8), length=st.integers(0, 4))
    def move_edges(self, place: int, start: int, length: int) -> None:
        highlight_id = self.pick(HighlightRecord, place)
        self.do(highlights.set_highlight_span, highlight_id, start, start + length)

    @rule(places=st.lists(PLACES, max_size=3))
    def remove_highlights(self, places: list[int]) -> None:
        self.do(highlights.remove_highlights, self.pick_some(HighlightRecord, places))

    @rule(name=NAMES, shortcut=st.sampled_from([None, 0, 1, 2]), parent=PLACES)
    def create_tag(self, name: str, shortcut: int | None, parent: int) -> None:
        parent_id = self.pick(TagRecord, parent) if parent % 2 else None
        self.do(tags.create_tag, name, shortcut=shortcut, parent_id=parent_id)

    @rule(
        tag=PLACES, name=NAMES, shortcut=st.sampled_from([None, 1, 2]), parent=PLACES, which=PLACES
    )
    def edit_tag(self, tag: int, name: str, shortcut: int | None, parent: int, which: int) -> None:
        values: list[dict[str, Any]] = [
            {"name": name},
            {"shortcut": shortcut, "description": name},
            {"parent_id": self.pick(TagRecord, parent)},
            {"colour": "#123456", "parent_id": None},
        ]
        self.do(tags.edit_tag, self.pick(TagRecord, tag), **values[which % len(values)])

    @rule(tag=PLACES, parent=PLACES, position=st.integers(0, 3))
    def move_tag(self, tag: int, parent: int, position: int) -> None:
        parent_id = self.pick(TagRecord, parent) if parent % 2 else None
        self.do(tags.move_tag, self.pick(TagRecord, tag), parent_id, position)

    @rule(sources=st.lists(PLACES, max_size=3), into=PLACES)
    def merge_tags(self, sources: list[int], into: int) -> None:
        source_ids = self.pick_some(TagRecord, sources)
        self.do(tags.merge_tags, source_ids, self.pick(TagRecord, into))

    @rule(tag=PLACES, fate=st.sampled_from(tags.Fate))
    def delete_tag(self, tag: int, fate: tags.Fate) -> None:
        self.do(tags.delete_tag, self.pick(TagRecord, tag), fate)

    # Entities

    @rule(document=st.integers(1, 2), start=st.integers(0, 8), entity=PLACES)
    def mention(self, document: int, start: int, entity: int) -> None:
        entity_id = self.pick(EntityRecord, entity)
        self.do(entities.add_mention, document, start, start + 2, entity_id)

    @rule(start=st.integers(0, 8), name=NAMES, kind=PLACES)
    def mention_new(self, start: int, name: str, kind: int) -> None:
        type_id = self.pick(EntityTypeRecord, kind)
        self.do(entities.mention_new_entity, 1, start, start + 2, name, type_id)

    @rule(places=st.lists(PLACES, max_size=3))
    def remove_mentions(self, places: list[int]) -> None:
        self.do(entities.remove_mentions, self.pick_some(MentionRecord, places))

    @rule(name=NAMES, kind=st.integers(0, 1), aliases=st.lists(NAMES, max_size=2))
    def create_entity(self, name: str, kind: int, aliases: list[str]) -> None:
        self.do(entities.create_entity, name, self.pick(EntityTypeRecord, kind), aliases)

    @rule(entity=PLACES, name=NAMES, aliases=st.none() | st.lists(NAMES, max_size=2))
    def edit_entity(self, entity: int, name: str, aliases: list[str] | None) -> None:
        entity_id = self.pick(EntityRecord, entity)
        self.do(entities.edit_entity, entity_id, aliases=aliases, name=name, note=name)

    @rule(sources=st.lists(PLACES, max_size=3), into=PLACES)
    def merge_entities(self, sources: list[int], into: int) -> None:
        source_ids = self.pick_some(EntityRecord, sources)
        self.do(entities.merge_entities, source_ids, self.pick(EntityRecord, into))

    @rule(entity=PLACES, mentions=st.lists(PLACES, max_size=2), name=NAMES)
    def split_entity(self, entity: int, mentions: list[int], name: str) -> None:
        mention_ids = self.pick_some(MentionRecord, mentions)
        type_id = self.pick(EntityTypeRecord, 0)
        self.do(entities.split_entity, self.pick(EntityRecord, entity), mention_ids, name, type_id)

    @rule(entity=PLACES)
    def delete_entity(self, entity: int) -> None:
        self.do(entities.delete_entity, self.pick(EntityRecord, entity))

    @rule(place=PLACES, name=NAMES, which=st.integers(0, 2))
    def change_entity_types(self, place: int, name: str, which: int) -> None:
        type_id = self.pick(EntityTypeRecord, place)
        if which == 0:
            self.do(entities.create_entity_type, name)
        elif which == 1:
            self.do(entities.edit_entity_type, type_id, name=name)
        else:
            self.do(entities.delete_entity_type, type_id)

    # Redactions

    @rule(start=st.integers(0, 8), reasons=st.lists(st.integers(0, 3), max_size=2))
    def redact(self, start: int, reasons: list[int]) -> None:
        reason_ids = self.pick_some(ReasonRecord, reasons)
        self.do(redactions.redact_passage, 2, start, start + 2, reason_ids)

    @rule(document=st.integers(1, 3), reasons=st.lists(st.integers(0, 3), max_size=2))
    def redact_whole(self, document: int, reasons: list[int]) -> None:
        self.do(redactions.redact_document, document, self.pick_some(ReasonRecord, reasons))

    @rule(place=PLACES, reasons=st.lists(st.integers(0, 3), max_size=2))
    def edit_redaction(self, place: int, reasons: list[int]) -> None:
        self.do(
            redactions.edit_redaction,
            self.pick(RedactionRecord, place),
            reason_ids=self.pick_some(ReasonRecord, reasons),
            note=str(place % 2),
        )

    @rule(places=st.lists(PLACES, max_size=3))
    def remove_redactions(self, places: list[int]) -> None:
        self.do(redactions.remove_redactions, self.pick_some(RedactionRecord, places))

    @rule(place=st.integers(0, 3), name=NAMES, which=st.integers(0, 2))
    def change_reasons(self, place: int, name: str, which: int) -> None:
        reason_id = self.pick(ReasonRecord, place)
        if which == 0:
            self.do(redactions.create_reason, name, "", "")
        elif which == 1:
            self.do(redactions.edit_reason, reason_id, code=name)
        else:
            self.do(redactions.delete_reason, reason_id)

    # Documents

    @rule(ids=st.lists(st.integers(1, 3), max_size=3), status=st.sampled_from(Status))
    def set_status(self, ids: list[int], status: Status) -> None:
        self.do(documents.set_status, ids, status)

    @rule(document=st.integers(1, 2), note=NAMES | st.just(" "))
    def note_on_document(self, document: int, note: str) -> None:
        self.do(documents.set_note, document, note)

    # Searches

    @rule(place=PLACES, name=NAMES, which=st.integers(0, 5))
    def change_searches(self, place: int, name: str, which: int) -> None:
        search_id = self.pick(SavedSearchRecord, place)
        if which == 0:
            self.do(saved_searches.add_search, name, name, Filters(), Sort.DATE)
        elif which == 1:
            self.do(saved_searches.rename_search, search_id, name)
        elif which == 2:
            self.do(saved_searches.change_search, search_id, name, Filters(), Sort.TITLE)
        elif which == 3:
            self.do(saved_searches.pin_search, search_id, place % 2 == 0)
        elif which == 4:
            self.do(saved_searches.move_search, search_id, place % 4)
        else:
            self.do(saved_searches.remove_search, search_id)

    @rule(place=PLACES, name=NAMES, which=st.integers(0, 4))
    def change_term_lists(self, place: int, name: str, which: int) -> None:
        list_id = self.pick(TermListRecord, place)
        if which == 0:
            self.do(term_lists.add_term_list, name, f"{name}\n# {place}")
        elif which == 1:
            self.do(term_lists.edit_term_list, list_id, text=name, name=name)
        elif which == 2:
            self.do(term_lists.show_term_list, list_id, place % 2 == 0)
        elif which == 3:
            self.do(term_lists.move_term_list, list_id, place % 4)
        else:
            self.do(term_lists.remove_term_list, list_id)

    # Time

    @precondition(lambda self: len(self.states) > 1)
    @rule(steps=st.integers(1, 4))
    def undo(self, steps: int) -> None:
        for _ in range(min(steps, len(self.states) - 1)):
            changes.undo(self.corpus)
            self.undone.append(self.states.pop())
            assert self.tables() == self.states[-1]

    @precondition(lambda self: self.undone)
    @rule(steps=st.integers(1, 4))
    def redo(self, steps: int) -> None:
        for _ in range(min(steps, len(self.undone))):
            changes.redo(self.corpus)
            self.states.append(self.undone.pop())
            assert self.tables() == self.states[-1]

    @rule()
    def restart(self) -> None:
        with self.corpus.read() as connection:
            before = changes.history(connection)
        self.corpus.close()
        self.corpus = open_corpus(self.folder / "c", Access.WRITE)
        with self.corpus.read() as connection:
            assert changes.history(connection) == before
        assert self.tables() == self.states[-1]

    @invariant()
    def everything_holds(self) -> None:
        with self.corpus.read() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert log.first_broken_line(connection) is None
            undo_label, redo_label = changes.history(connection)
            assert (undo_label is None) == (len(self.states) == 1)
            assert (redo_label is None) == (not self.undone)
            for record in (HighlightRecord, MentionRecord, RedactionRecord):
                for row in connection.execute(select(*record.__table__.columns)).mappings():
                    body = TEXTS[row["document_id"] - 1]
                    start, end = row["start_cp"] or 0, row["end_cp"] or 0
                    assert row["quote"] == body[start:end]
            parents = {
                row.id: row.parent_id
                for row in connection.execute(select(TagRecord.id, TagRecord.parent_id))
            }
            for tag_id in parents:
                seen = set()
                climbing: int | None = tag_id
                while climbing is not None:
                    assert climbing not in seen, "a tag stands below itself"
                    seen.add(climbing)
                    climbing = parents[climbing]
            told = connection.scalars(select(LogLine.before + LogLine.after)).all()
            assert not any('"quote"' in line or "sha256" in line for line in told)


TestReview = Review.TestCase
TestReview.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
