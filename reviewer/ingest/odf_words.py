"""The words of a part of OpenDocument as its elements come, with what they hide as regions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reviewer.ingest.composing import Composer
from reviewer.ingest.dates import iso_date
from reviewer.ingest.flowing import Flow
from reviewer.ingest.lines import one_line
from reviewer.ingest.odf_parts import Styles
from reviewer.ingest.packages import Target, local, value_of
from reviewer.model import RegionKind

_SPACE = re.compile(r"[ \t\r\n]+")
_MAX_SPACES = 1000


@dataclass(slots=True)
class Comment:
    """An annotation, and the stretch of the body that it is about."""

    start_cp: int
    name: str
    flow: Flow = field(default_factory=Flow)
    author: str = ""
    date: str = ""
    end_cp: int = 0


class Written(Target):
    """The words of one part; what stands apart from its text is kept apart until the end."""

    def __init__(self, styles: Styles) -> None:
        self.notes: list[Composer] = []
        self.comments: list[Comment] = []
        self._styles = styles
        self._flows = [Flow()]
        self._ends: list[Callable[[], None] | None] = []  # of each element around: what is due
        # Where characters go: into the text, into a list, or nowhere.
        self._sinks: list[list[str] | bool | None] = [None]
        self._cells: list[int] = []
        self._deleted: dict[str, tuple[str, Composer]] = {}
        self._change = self._changed_by = ""
        self._open_comments: list[Comment] = []
        self._slides = 0
        self._running: set[str] = set()
        self._in_master = False

    @property
    def flow(self) -> Flow:
        """The text that is being written."""
        return self._flows[-1]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self._styles.take(local(tag), attributes)
        element = _ELEMENTS.get(_qualified(tag))
        self._ends.append(element(self, attributes) if element else None)

    def end(self, tag: str) -> None:
        """Take the end of an element, and do what is due then."""
        due = self._ends.pop()
        if due is not None:
            due()

    def data(self, data: str) -> None:
        """Take characters."""
        sink = self._sinks[-1]
        if sink is True:
            self.flow.write(_SPACE.sub(" ", data))
        elif isinstance(sink, list):
            sink.append(data)

    def _into(self, sink: list[str] | bool | None) -> None:
        self._sinks.append(sink)

    def _region(self, kind: RegionKind, note: str = "") -> Callable[[], None]:
        self.flow.open(kind, note)
        return self.flow.close

    def _paragraph(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        is_hidden = value_of(attributes, "style-name") in self._styles.hidden
        if is_hidden:
            self.flow.open(RegionKind.HIDDEN)
        self._into(True)

        def end() -> None:
            self._sinks.pop()
            if is_hidden:
                self.flow.close()
            self.flow.line()

        return end

    def _span(self, attributes: Mapping[str, str]) -> Callable[[], None] | None:
        if value_of(attributes, "style-name") in self._styles.hidden:
            return self._region(RegionKind.HIDDEN)
        return None

    def _spaces(self, attributes: Mapping[str, str]) -> None:
        count = value_of(attributes, "c") or "1"
        known = count.isascii() and count.isdigit() and len(count) < 9
        self.flow.write(" " * min(int(count) if known else 1, _MAX_SPACES))

    def _tab(self, attributes: Mapping[str, str]) -> None:
        self.flow.write("\t")

    def _break(self, attributes: Mapping[str, str]) -> None:
        self.flow.line()

    def _row(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        self.flow.fresh_line()
        self._cells.append(0)

        def end() -> None:
            self._cells.pop()
            self.flow.row()

        return end

    def _cell(self, attributes: Mapping[str, str]) -> None:
        if self._cells:
            if self._cells[-1]:
                self.flow.cell()
            self._cells[-1] += 1

    def _section(self, attributes: Mapping[str, str]) -> Callable[[], None] | None:
        is_hidden = value_of(attributes, "display") == "none"
        is_hidden = is_hidden or value_of(attributes, "is-hidden") == "true"
        return self._region(RegionKind.HIDDEN, "section") if is_hidden else None

    def _hidden_text(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        kept = value_of(attributes, "string-value")
        before = self.flow.length_cp
        self.flow.open(RegionKind.HIDDEN)

        def end() -> None:
            if self.flow.length_cp == before:
                self.flow.write(kept)
            self.flow.close()

        return end

    def _header(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flows.append(Flow())

        def end() -> None:
            composer = self._flows.pop().composer
            if composer.text and composer.text not in self._running:
                self._running.add(composer.text)
                pages = self._flows[0]
                pages.paragraph()
                pages.open(RegionKind.HEADER)
                pages.append(composer)
                pages.close()

        return end

    def _master(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        """Take what stands on every page or slide."""
        end_of_header = self._header(attributes)
        self._in_master = True

        def end() -> None:
            self._in_master = False
            end_of_header()

        return end

    def _frame(self, attributes: Mapping[str, str]) -> Callable[[], None] | None:
        # On a master slide such a frame holds no words, but says where those of a slide go.
        if not (self._in_master and value_of(attributes, "class")):
            return None
        self._flows.append(Flow())
        return self._drop

    def _drop(self) -> None:
        self._flows.pop()

    def _note(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flows.append(Flow())
        return lambda: self.notes.append(self._flows.pop().composer)

    def _citation(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._into(True)

        def end() -> None:
            self._sinks.pop()
            self.flow.write(" ")

        return end

    def _annotation(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        place = self._flows[0].length_cp
        comment = Comment(place, value_of(attributes, "name"), end_cp=place)
        self.comments.append(comment)
        self._open_comments.append(comment)
        self._flows.append(comment.flow)
        self._into(None)

        def end() -> None:
            self._sinks.pop()
            self._flows.pop()
            self._open_comments.pop()

        return end

    def _annotation_end(self, attributes: Mapping[str, str]) -> None:
        name = value_of(attributes, "name")
        for comment in self.comments:
            if comment.name == name:
                comment.end_cp = self._flows[0].length_cp

    def _creator(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        taken: list[str] = []
        self._into(taken)

        def end() -> None:
            self._sinks.pop()
            author = one_line("".join(taken)) or ""
            if self._open_comments:
                self._open_comments[-1].author = author
            else:
                self._changed_by = author

        return end

    def _date(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        taken: list[str] = []
        self._into(taken)

        def end() -> None:
            self._sinks.pop()
            if self._open_comments:
                self._open_comments[-1].date = (iso_date("".join(taken)) or "")[:10]

        return end

    def _changed_region(self, attributes: Mapping[str, str]) -> None:
        self._change = value_of(attributes, "id")

    def _deletion(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flows.append(Flow())

        def end() -> None:
            self._deleted[self._change] = (self._changed_by, self._flows.pop().composer)

        return end

    def _changed(self, attributes: Mapping[str, str]) -> None:
        author, composer = self._deleted.get(value_of(attributes, "change-id"), ("", Composer()))
        self.flow.open(RegionKind.DELETED, author)
        self.flow.append(composer)
        self.flow.close()

    def _described(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        taken: list[str] = []
        self._into(taken)

        def end() -> None:
            self._sinks.pop()
            words = one_line("".join(taken)) or ""
            self.flow.aside(words, RegionKind.HIDDEN, "description of a picture")

        return end

    def _slide(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._slides += 1
        is_hidden = value_of(attributes, "style-name") in self._styles.hidden_slides
        self.flow.paragraph()
        if is_hidden:
            self.flow.open(RegionKind.HIDDEN, "slide")
        self.flow.open(RegionKind.PAGE, f"slide {self._slides}")

        def end() -> None:
            self.flow.close()
            if is_hidden:
                self.flow.close()

        return end

    def _speaker_notes(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        self.flow.paragraph()
        return self._region(RegionKind.COMMENT, "notes")

    def _form(self, attributes: Mapping[str, str]) -> None:
        value = value_of(attributes, "current-value") or value_of(attributes, "value")
        self.flow.aside(value, RegionKind.FORM, one_line(value_of(attributes, "name")) or "")


def _qualified(tag: str) -> str:
    """Return an element's name with the last word of its namespace: "text:p"."""
    namespace, _, name = tag.lstrip("{").rpartition("}")
    if namespace.startswith("http://purl.org/dc/"):
        return f"dc:{name}"
    words = namespace.split(":")
    return f"{words[-2] if len(words) > 1 else ''}:{name}"


_ELEMENTS: Mapping[str, Callable[[Written, Mapping[str, str]], Callable[[], None] | None]] = {
    "text:p": Written._paragraph,
    "text:h": Written._paragraph,
    "text:span": Written._span,
    "text:s": Written._spaces,
    "text:tab": Written._tab,
    "text:line-break": Written._break,
    "table:table-row": Written._row,
    "table:table-cell": Written._cell,
    "table:covered-table-cell": Written._cell,
    "text:section": Written._section,
    "text:hidden-text": Written._hidden_text,
    "text:note": Written._note,
    "text:note-citation": Written._citation,
    "office:annotation": Written._annotation,
    "office:annotation-end": Written._annotation_end,
    "dc:creator": Written._creator,
    "dc:date": Written._date,
    "text:changed-region": Written._changed_region,
    "text:deletion": Written._deletion,
    "text:change": Written._changed,
    "svg-compatible:title": Written._described,
    "svg-compatible:desc": Written._described,
    "drawing:page": Written._slide,
    "drawing:frame": Written._frame,
    "presentation:notes": Written._speaker_notes,
    "form:textarea": Written._form,
    "form:text": Written._form,
    "form:combobox": Written._form,
    "form:formatted-text": Written._form,
    "style:master-page": Written._master,
} | {
    f"style:{kind}{which}": Written._header
    for kind in ("header", "footer")
    for which in ("", "-left", "-first")
}
