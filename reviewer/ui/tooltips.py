"""Tool tips for text that comes from documents and people."""

from __future__ import annotations

from html import escape

MAX_TIP_CP = 1_000


def plain_tip(text: str) -> str:
    """Return what makes a Qt tool tip show `text` literally, cut when it is very long.

    Tool tips have no plain-text format: Qt guesses, and what looks like HTML is rendered and may
    load files. Escaped text inside a rich-text tip cannot be mistaken.
    """
    if not text:
        return ""
    cut = text if len(text) <= MAX_TIP_CP else text[:MAX_TIP_CP] + "…"
    return "<qt>" + escape(cut).replace("\n", "<br>") + "</qt>"
