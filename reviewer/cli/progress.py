"""How far a job is, on a terminal; what could not be read, on standard error."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType

import click

from reviewer.jobs.protocol import Stage

_SECONDS_BETWEEN_DRAWS = 0.2


class Bar:
    """Reports a job to a terminal; without one only its warnings are told."""

    def __init__(self, warnings: bool = True) -> None:
        self._warnings = warnings
        self._on_terminal = sys.stderr.isatty()
        self._stage: Stage | None = None
        self._drawn = 0.0

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stage is not None:
            click.echo(err=True)

    def progress(
        self, stage: Stage, done: int, total: int | None, documents: int, note: str = ""
    ) -> None:
        """Draw the line of a stage anew."""
        now = monotonic()
        is_new = stage is not self._stage
        if not self._on_terminal or not (
            is_new or done == total or now - self._drawn > _SECONDS_BETWEEN_DRAWS
        ):
            return
        if is_new and self._stage is not None:
            click.echo(err=True)
        self._stage, self._drawn = stage, now
        share = f"{100 * done // total:3d} %" if total else "     "
        line = f"\r{stage.value.capitalize():9} {share}  {documents:,} documents  {note}"
        click.echo(f"{line:<78}", nl=False, err=True)

    def warning(self, path: str, reason: str) -> None:
        """Tell what could not be read."""
        if self._warnings:
            if self._stage is not None:
                click.echo(err=True)
            click.echo(f"{path}: {reason}", err=True)
