"""How fast a job goes and how long it still takes, told in words."""

from __future__ import annotations

_UNTIL_TOLD_S = 2.0  # before that a rate is a guess


class Pace:
    """Follows one job; each of its stages is timed from its own beginning."""

    def __init__(self) -> None:
        self._stage = ""
        self._since_s = 0.0
        self._documents_before = 0
        self._done_before = 0

    def told(self, stage: str, documents: int, done: int, total: int | None, now_s: float) -> str:
        """Return such as "Reading: 1,200 documents, 400 a second, about 2 min left".

        `done` of `total` is in the stage's own measure; `now_s` is a steady clock in seconds.
        """
        if stage != self._stage:
            self._stage, self._since_s = stage, now_s
            self._documents_before, self._done_before = documents, done
        parts = [f"{stage.capitalize() or 'Working'}: {documents:,} documents"]
        elapsed_s = now_s - self._since_s
        if elapsed_s >= _UNTIL_TOLD_S:
            parts.append(f"{(documents - self._documents_before) / elapsed_s:,.0f} a second")
            progress = done - self._done_before
            if total and progress > 0:
                parts.append(_told_left(max(0, total - done) * elapsed_s / progress))
        return ", ".join(parts)


def _told_left(seconds: float) -> str:
    if seconds < 60:
        return "less than a minute left"
    if seconds < 3600:
        return f"about {seconds / 60:.0f} min left"
    return f"about {seconds / 3600:.1f} h left"
