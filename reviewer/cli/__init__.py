"""The commands: what Reviewer does without a window.

Exit codes: 0 done, 1 something is wrong with what was checked, 2 the command was not understood,
3 it could not be done (a sentence says why), 130 it was stopped. What takes long to import is
imported by the verb that needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from reviewer import __version__
from reviewer.cli.corpora import import_, new, sample
from reviewer.cli.correcting import correct
from reviewer.cli.duplicates import duplicates
from reviewer.cli.exporting import export
from reviewer.cli.options import FAILED, PROBLEMS, STOPPED
from reviewer.cli.proving import check, coverage, log_group
from reviewer.cli.searching import search
from reviewer.cli.terms import terms
from reviewer.errors import Cancelled, QueryError, ReviewerError

__all__ = ["FAILED", "PROBLEMS", "STOPPED", "VERBS", "main", "reviewer"]


def main(words: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            # What documents hold is not for every terminal's encoding, and programs want UTF-8.
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        answer = reviewer.main(words, prog_name="reviewer", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return STOPPED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Cancelled as error:
        click.echo(str(error), err=True)
        return STOPPED
    except QueryError as error:
        click.echo(str(error), err=True)
        if error.suggestion is not None:
            click.echo(f"Did you mean: {error.suggestion}", err=True)
        return FAILED
    except ReviewerError as error:
        click.echo(str(error), err=True)
        return FAILED
    return answer if isinstance(answer, int) else 0


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Reviewer")
def reviewer() -> None:
    """Review a large body of documents: find, highlight, tag, redact and export.

    `reviewer` opens the window, `reviewer CORPUS` opens a corpus in it.
    """


for _verb in (
    new,
    import_,
    search,
    terms,
    duplicates,
    correct,
    export,
    log_group,
    check,
    coverage,
    sample,
):
    reviewer.add_command(_verb)

VERBS = tuple(reviewer.commands)
