"""Picks a tag by typing a part of its name, or makes a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from reviewer.corpus.annotations import tag_path
from reviewer.model import Tag
from reviewer.review.tags import PATH_SEPARATOR
from reviewer.ui.dialogs.name_picker import NamePicker, Offer

_SIGN = PATH_SEPARATOR.strip()


class TagPicker(NamePicker):
    """The type-ahead list of tags by their whole path, those used lately first.

    A number is the tag's own, the same as in the tags' panel, never the row's.
    """

    def __init__(
        self,
        parent: QWidget | None,
        tags: Mapping[int, Tag],
        recent_ids: Sequence[int] = (),
        title: str = "Tag",
    ) -> None:
        by_id = dict(tags)
        recent = [tag_id for tag_id in dict.fromkeys(recent_ids) if tag_id in by_id]
        others = sorted(
            (tag_id for tag_id in by_id if tag_id not in set(recent)),
            key=lambda tag_id: tag_path(by_id[tag_id], by_id).casefold(),
        )
        self._names = {tag.name.casefold() for tag in tags.values()}
        super().__init__(
            parent,
            title,
            [
                Offer(
                    tag_id,
                    tag_path(by_id[tag_id], by_id),
                    colour=by_id[tag_id].colour,
                    also=(by_id[tag_id].name,),
                    number=by_id[tag_id].shortcut,
                )
                for tag_id in [*recent, *others]
            ],
            placeholder="Type a tag’s name",
            make_new=self._new_tag,
            emptiness=_emptiness,
        )

    def _new_tag(self, typed: str) -> list[Offer]:
        if typed.casefold() in self._names or _SIGN in typed:
            return []
        return [Offer(typed, f"New tag “{typed}”", is_new=True)]


def pick_tag(
    parent: QWidget | None,
    tags: Mapping[int, Tag],
    recent_ids: Sequence[int] = (),
    title: str = "Tag",
) -> int | str | None:
    """Ask for a tag and return its id, the name of a new one, or None when she left."""
    picker = TagPicker(parent, tags, recent_ids, title)
    picker.exec()
    taken = picker.taken
    picker.deleteLater()
    return taken if isinstance(taken, int | str) else None


def _emptiness(typed: str) -> str:
    if not typed:
        return "There are no tags yet. Type a name to make the first."
    return f"No tag matches, and a new one’s name cannot hold “{_SIGN}”."
