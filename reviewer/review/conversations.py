"""The messages of one conversation, also of those that do not say what they answer.

Programs that drop the References line still write “Re:” before the subject, the one who wrote
before among the recipients, and that one's name above what they quote. A message without
references is joined to the latest earlier one of the same subject for which that holds; nothing is
stored of it. For background threads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from reviewer.corpus import structure
from reviewer.corpus.structure import Message
from reviewer.model import Document
from reviewer.search.analysis import folded_words
from reviewer.search.index import SearchIndex
from reviewer.search.nodes import Exact, Passage
from reviewer.search.searching import search

MAX_CANDIDATES = 400
MAX_SUBJECTS = 4  # of a conversation in which it changes
# Of an answer from what it answers: one that quotes it, and one that does not.
QUOTED_APART, MAX_APART = timedelta(days=90), timedelta(days=30)
_READ_CP = 60_000
_SUBJECT_WORDS = 12
_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|sv|vs|tr|rv|rif|antw(?:ort)?|odp|ynt|res|enc|отв(?:ет)?|fs)"
    r"(?:\s?[\[(]\d{1,3}[\])])?\s?:\s*)+",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"^[>|\s]*(?:From|Von|De|От|Da|Van)\s?:[ \t]*(\S.{0,300})$"
    r"|^[>|\s]*(?:On|Am|Le|El|Op|Il)\b([^\n]{3,300}(?:\n[^\n]{1,100})?)"
    r"\b(?:wrote|schrieb|a écrit|escribió|schreef|ha scritto)\s?:",
    re.MULTILINE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"[\w.+-]+[@©®][\w.-]+\w")  # scanned mail has © for @ at times
_MISREAD_AT = str.maketrans("©®", "@@")
_BETWEEN_PEOPLE = re.compile(r"[;>]")


@dataclass(frozen=True, slots=True)
class _Person:
    """Whoever a field names: addresses and the words of names, folded."""

    addresses: frozenset[str]
    name: frozenset[str]

    def is_among(self, others: Iterable[_Person]) -> bool:
        """Tell whether one of the others has the same address, or all of the name."""
        return any(
            self.addresses & other.addresses or (self.name and self.name <= other.name)
            for other in others
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """A message with what is compared of it; `quoted` names whom it quotes, in the order of it."""

    message: Message
    moment: datetime
    sender: _Person
    addressed: tuple[_Person, ...]
    quoted: tuple[_Person, ...]
    is_answer: bool
    has_prefix: bool


def conversation(
    connection: Connection, index: SearchIndex | None, document: Document
) -> list[Message]:
    """Return the messages of a document's conversation by date, those without one last.

    Without an index only what the messages themselves tell of it counts.
    """
    messages = {each.id: each for each in structure.in_thread(connection, _threads([document]))}
    if index is not None and document.sender:
        titles = [document.title, *(each.title for each in messages.values())]
        subjects = dict.fromkeys(map(base_subject, titles))
        for subject in list(subjects)[:MAX_SUBJECTS]:
            messages |= {each.id: each for each in _alike(connection, index, subject)}
        others = structure.in_thread(connection, _threads(messages.values()))
        messages |= {each.id: each for each in others}
        messages = _joined(connection, list(messages.values()), document.id)
    return sorted(messages.values(), key=lambda each: (moment_of(each.date), each.id))


def base_subject(title: str) -> str:
    """Return a subject without what answers and forwards put before it."""
    return " ".join(_PREFIX.sub("", title).split()).casefold()


def moment_of(date: str | None) -> datetime:
    """Return the moment of an ISO date in UTC, as precise as it is; the end of time for none."""
    try:
        moment = datetime.fromisoformat(date or "")
    except ValueError:
        parts = [int(part) for part in (date or "").split("-") if part.isdecimal()]
        if not parts or not 1 <= parts[0] <= 9999:
            return datetime.max.replace(tzinfo=UTC)
        month = parts[1] if len(parts) > 1 and 1 <= parts[1] <= 12 else 1
        return datetime(parts[0], month, 1, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _threads(messages: Iterable[Message | Document]) -> set[str]:
    return {each.thread for each in messages if each.thread}


def _alike(connection: Connection, index: SearchIndex, subject: str) -> list[Message]:
    """Return the messages with a subject."""
    words = folded_words(subject)[:_SUBJECT_WORDS]
    if not words:
        return []
    passage = Passage(("title",), tuple(map(Exact, words)))
    ids = search(index, passage, limit=MAX_CANDIDATES).ids.tolist()
    found = structure.messages(connection, ids)
    return [each for each in found if each.sender and base_subject(each.title) == subject]


def _joined(
    connection: Connection, messages: Sequence[Message], document_id: int
) -> dict[int, Message]:
    """Return those that hang together with a document, by what they are or answer."""
    known = _known(connection, messages)
    group = {each.message.id: each.message.thread or each.message.id for each in known}
    for each in known:
        earlier = _answered(each, known) if each.is_answer else None
        if earlier is not None:
            old, new = group[each.message.id], group[earlier.message.id]
            group = {place: new if of == old else of for place, of in group.items()}
    own = group.get(document_id)
    return {each.id: each for each in messages if own is not None and group[each.id] == own}


def _known(connection: Connection, messages: Sequence[Message]) -> list[_Known]:
    # A message with references belongs where these say; a root may still quote another one.
    roots = [each.id for each in messages if each.thread in (None, each.external_id)]
    texts = structure.beginnings(connection, roots, _READ_CP)
    known = []
    for each in messages:
        found = _QUOTED.finditer(texts.get(each.id, ""))
        quoted = tuple(_person(match[1] or match[2] or "") for match in found)
        has_prefix = _PREFIX.match(each.title) is not None
        known.append(
            _Known(
                each,
                moment_of(each.date),
                _person(each.sender or ""),
                tuple(map(_person, _BETWEEN_PEOPLE.split(each.recipients or ""))),
                quoted,
                each.id in texts and (has_prefix or (each.thread is not None and bool(quoted))),
                has_prefix,
            )
        )
    return known


def _answered(answer: _Known, known: Sequence[_Known]) -> _Known | None:
    """Return the latest earlier message that another one quotes, or else is sent back for."""
    earlier = [
        each
        for each in known
        if each.moment <= answer.moment and each.message.id != answer.message.id
    ]
    for quoted in answer.quoted:  # the first is what was answered, those behind stand in that
        named = [
            each
            for each in earlier
            if each.sender.is_among([quoted]) and answer.moment - each.moment <= QUOTED_APART
        ]
        if named:
            return max(named, key=lambda each: each.moment)
    near = [
        each
        for each in earlier
        if answer.has_prefix
        and answer.moment - each.moment <= MAX_APART
        and (each.sender.is_among(answer.addressed) or answer.sender.is_among(each.addressed))
    ]
    return max(near, key=lambda each: each.moment, default=None)


def _person(text: str) -> _Person:
    folded = text.casefold()
    addresses = frozenset(each.translate(_MISREAD_AT) for each in _ADDRESS.findall(folded))
    return _Person(addresses, frozenset(_WORD.findall(_ADDRESS.sub(" ", folded))))
