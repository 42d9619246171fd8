"""Reading locked files again with a password, from the lists that tell of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog

from reviewer.ui.background import Cancelled
from reviewer.ui.dialogs import password_entry
from reviewer.ui.workspace import Workspace

LOOKING = "locked files"


def unlock(
    dialog: QDialog,
    workspace: Workspace,
    chosen: str | None,
    paths: Sequence[str],
    tell: Callable[[str], None],
) -> None:
    """Ask for the password of the chosen file among locked ones, or of all, and have them read.

    The dialog closes once they are being read. Files are read where they were imported from; `tell`
    is given a sentence when none of them is there any more.
    """
    every = list(dict.fromkeys(paths))

    def work(_cancelled: Cancelled) -> list[str]:
        return [path for path in every if Path(path).is_file()]

    def looked(there: list[str]) -> None:
        if chosen is not None and chosen not in there:
            tell(_gone([chosen]))
        elif not there:
            tell(_gone(every))
        else:
            _ask(dialog, workspace, chosen, there)

    workspace.background.run(LOOKING, work, looked, lambda error: tell(str(error)))


def _ask(dialog: QDialog, workspace: Workspace, chosen: str | None, there: list[str]) -> None:
    if chosen is None and len(there) == 1:
        chosen = there[0]
    others = len(there) - 1 if chosen is not None else 0
    what = f"{chosen} is locked." if chosen is not None else f"{len(there):,} files are locked."
    entered = password_entry.ask_password(dialog, what, others)
    if entered is None:
        return
    workspace.passwords.add([entered.password])
    dialog.accept()
    only_chosen = chosen is not None and not entered.for_all
    workspace.unlocking_wanted.emit([chosen] if only_chosen else there)


def _gone(paths: Sequence[str]) -> str:
    if len(paths) == 1:
        what, it, is_ = f"{paths[0]} is", "it", "it is"
    else:
        what, it, is_ = f"The {len(paths):,} locked files are", "them", "they are"
    return (
        f"{what} no longer at that place, and what is locked is not kept in the corpus. Put {it} "
        f"back, or import {it} from where {is_} now: the import dialog takes passwords too."
    )
