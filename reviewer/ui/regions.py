"""What a reader found in a text beyond its plain body: which of it is flagged, which can be folded.

Pure: no widget, no pixel. What a stretch is, is said by a letter and in words, never by a colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reviewer.model import Region, RegionKind
from reviewer.review.remarking import told_count
from reviewer.ui.decorations import Ranges

# The letter in the margin.
FLAGGED: Mapping[RegionKind, str] = {
    RegionKind.HIDDEN: "H",
    RegionKind.COMMENT: "C",
    RegionKind.DELETED: "D",
    RegionKind.FORM: "F",
    RegionKind.RECOGNISED: "R",
}
FOLDABLE = (RegionKind.BOILERPLATE, RegionKind.QUOTED, RegionKind.HEADER)
_MENU, _BANNER = "page menu", "page banner"
_FOOTER, _ASIDE = "page footer", "side column"
_BOILERPLATE = {
    "nav": _MENU, "navigation": _MENU, "menu": _MENU, "menubar": _MENU,
    "header": _BANNER, "banner": _BANNER,
    "footer": _FOOTER, "contentinfo": _FOOTER,
    "aside": _ASIDE, "complementary": _ASIDE,
    "search": "search form", "dialog": "dialog", "alertdialog": "dialog",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions of one text that the reader's eye is helped with."""

    flagged: Ranges[Region]
    foldable: tuple[Region, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return not self.flagged.items and not self.foldable

    def counts(self) -> list[tuple[RegionKind, int]]:
        """Return how many stretches there are of each flagged kind, in a steady order."""
        counts = Counter(region.kind for region in self.flagged.items)
        return [(kind, counts[kind]) for kind in FLAGGED if counts[kind]]


NO_REGIONS = Regions(Ranges())


def sorted_out(regions: Iterable[Region], text: str) -> Regions:
    """Return the regions to show of a text; of foldable ones that overlap, the outer ones."""
    flagged = []
    foldable: list[Region] = []
    for region in sorted(regions, key=lambda each: (each.start_cp, -each.end_cp)):
        if not 0 <= region.start_cp < region.end_cp <= len(text):
            continue
        if region.kind in FLAGGED:
            flagged.append(region)
        elif region.kind in FOLDABLE:
            apart = not foldable or foldable[-1].end_cp <= region.start_cp
            if apart and "\n" in text[region.start_cp : region.end_cp]:
                foldable.append(region)
    return Regions(Ranges(flagged), tuple(foldable))


def is_folded_at_first(region: Region) -> bool:
    """Tell whether a stretch is folded until she unfolds it.

    What a site repeats on each page is. A quoted message is not: it may be the only copy.
    """
    return region.kind is RegionKind.BOILERPLATE


def name_of(region: Region) -> str:
    """Return what a foldable stretch is called."""
    if region.kind is RegionKind.BOILERPLATE:
        return _BOILERPLATE.get(region.note, "boilerplate")
    return "quoted mail" if region.kind is RegionKind.QUOTED else "running header"


def stub_of(region: Region, lines: int, hits: int, marks: int) -> str:
    """Return what stands for lines that are folded away."""
    parts = [f"{lines:,} more {_counted(lines, 'line')} of {name_of(region)}"]
    if hits:
        parts.append(f"{hits:,} {_counted(hits, 'hit')}")
    if marks:
        parts.append(f"{marks:,} {_counted(marks, 'mark')}")
    return " · ".join(parts)


def label_of(region: Region) -> str:
    """Return in words what a flagged stretch is, and by whom or why where that is known."""
    note = region.note
    match region.kind:
        case RegionKind.HIDDEN:
            return f"Hidden in the source ({note})" if note else "Hidden in the source"
        case RegionKind.COMMENT:
            return f"Comment by {note}" if note and note != "notes" else "Comment"
        case RegionKind.DELETED:
            return f"Deleted by {note} (tracked change)" if note else "Deleted (tracked change)"
        case RegionKind.FORM:
            return f"Form value of the field “{note}”" if note else "Form value"
        case _:
            told = f" (confidence {note} %)" if note.isdecimal() else ""
            return f"Read from a picture{told}; letters may be wrong"


def told_kinds(counts: Sequence[tuple[RegionKind, int]]) -> list[str]:
    """Return for each kind its letter, its name and how many there are."""
    return [f"{FLAGGED[kind]}  {told_count(kind, count)}" for kind, count in counts]


def _counted(number: int, word: str) -> str:
    return word if number == 1 else f"{word}s"
