"""What texts, slides and sheets of OpenDocument have in common."""

from __future__ import annotations

from collections.abc import Mapping

from reviewer.ingest.dates import iso_date
from reviewer.ingest.office_parts import pictures
from reviewer.ingest.packages import Package, Target, local, value_of

_LABELS = {
    "subject": "Subject",
    "description": "Description",
    "keyword": "Keywords",
    "editing-cycles": "Times saved",
    "printed-by": "Printed by",
}
_DATES = {"creation-date": "Created", "date": "Modified", "print-date": "Printed"}
_NOT_SHOWN = frozenset({"title", "creator", "initial-creator", "generator", "editing-duration"})


class Styles:
    """Which styles hide what is written in them, from the elements that define them."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        self.hidden_sheets: set[str] = set()
        self.hidden_slides: set[str] = set()
        self._name = ""

    def take(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element, by its local name."""
        if name == "style":
            self._name = value_of(attributes, "name")
            if value_of(attributes, "parent-style-name") in self.hidden:
                self.hidden.add(self._name)
        elif name == "text-properties":
            display = value_of(attributes, "display")
            if display == "none":
                self.hidden.add(self._name)
            elif display:
                self.hidden.discard(self._name)
        elif name == "table-properties" and value_of(attributes, "display") == "false":
            self.hidden_sheets.add(self._name)
        elif name == "drawing-page-properties" and value_of(attributes, "visibility") == "hidden":
            self.hidden_slides.add(self._name)


def is_locked(package: Package) -> bool:
    """Tell whether a password protects a document."""
    manifest = _Manifest()
    package.parse("META-INF/manifest.xml", manifest)
    return manifest.is_locked


def odf_metadata(package: Package) -> tuple[dict[str, str], dict[str, str]]:
    """Return the properties of a document by their own names, and those to show by label."""
    told = package.fields("meta.xml")
    metadata = {label: told[name] for name, label in _LABELS.items() if name in told}
    for name, label in _DATES.items():
        if name in told:
            metadata[label] = iso_date(told[name]) or told[name]
    for name, value in told.items():
        if name not in _LABELS and name not in _DATES and name not in _NOT_SHOWN:
            metadata.setdefault(name, value)
    if count := pictures(package):
        metadata["Pictures"] = str(count)
    return told, metadata


class _Manifest(Target):
    """Whether any part is encrypted."""

    def __init__(self) -> None:
        self.is_locked = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.is_locked = self.is_locked or local(tag) in ("encryption-data", "encrypted-key")

    def doctype(self, name: str, public_id: str | None, system: str | None) -> None:
        # OpenOffice 2 wrote one here; nothing is loaded and no entity is filled in.
        return None
