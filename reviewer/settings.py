"""The user's settings: one typed dataclass, of which only what differs from the default is kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from reviewer.paths import replaced_file, settings_file

MAX_RECENT = 10
MAX_SEARCHES = 50


@dataclass(slots=True)
class Settings:
    """What the user has chosen, on this computer.

    `zoom_percent` scales the document's text. `similarity_percent` is from how much on two
    documents count as similar. `shortcuts` maps action ids to key sequences in
    Qt's portable form. `mappings` keeps table mappings by the columns of the table, joined by
    line feeds. `last_read` maps corpus ids to the document that was open last, `searches` to the
    queries asked there, newest last. `layout` holds window geometry and splitter states in base64.
    """

    reviewer: str = ""
    theme: str = "system"
    zoom_percent: int = 100
    similarity_percent: int = 70
    recent: list[str] = field(default_factory=list)
    shortcuts: dict[str, str] = field(default_factory=dict)
    mappings: dict[str, dict[str, Any]] = field(default_factory=dict)
    last_read: dict[str, int] = field(default_factory=dict)
    searches: dict[str, list[str]] = field(default_factory=dict)
    layout: dict[str, str] = field(default_factory=dict)

    def add_recent(self, folder: Path) -> None:
        """Put a corpus at the head of the recent ones."""
        name = str(folder)
        self.recent = [name, *(other for other in self.recent if other != name)][:MAX_RECENT]

    def add_search(self, corpus_id: str, query: str) -> None:
        """Put a query at the end of those asked of a corpus, once."""
        known = [other for other in self.searches.get(corpus_id, []) if other != query]
        self.searches[corpus_id] = [*known, query][-MAX_SEARCHES:]


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; what is missing, unknown or of the wrong type is as the default.

    A settings file is never a reason not to start.
    """
    settings = Settings()
    try:
        stored = json.loads((path or settings_file()).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return settings
    if not isinstance(stored, dict):
        return settings
    for name, wanted in get_type_hints(Settings).items():
        if name in stored and _is_of_type(stored[name], wanted):
            setattr(settings, name, stored[name])
    return settings


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write what differs from the defaults; raises OSError when the file cannot be written."""
    target = path or settings_file()
    defaults = asdict(Settings())
    chosen = {name: value for name, value in asdict(settings).items() if value != defaults[name]}
    target.parent.mkdir(parents=True, exist_ok=True)
    with replaced_file(target) as temporary:
        temporary.write_text(json.dumps(chosen, indent=2, ensure_ascii=False), encoding="utf-8")


def _is_of_type(value: Any, wanted: Any) -> bool:
    """Tell whether a JSON value is what a setting is declared as, down to its parts."""
    if wanted is Any:
        return True
    parts = value.values() if isinstance(value, dict) else value
    container = get_origin(wanted)
    if container is None:
        return type(value) is wanted
    return type(value) is container and all(
        _is_of_type(part, get_args(wanted)[-1]) for part in parts
    )
