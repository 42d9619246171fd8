"""Where ranges of a text stand on the screen: the visible lines of an editor and boxes in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextDocument, QTextLayout, QTextLine
from PySide6.QtWidgets import QPlainTextEdit

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


@dataclass(frozen=True, slots=True)
class LineBox:
    """One visible line; valid only until the text is laid out again, so never kept."""

    line: QTextLine
    block: QTextBlock
    origin: QPointF
    start_qt: int
    end_qt: int
    mixed: bool  # the block has letters that run from right to left

    @property
    def rect(self) -> QRectF:
        """The line in the coordinates of the viewport."""
        return self.line.rect().translated(self.origin)


def visible_lines(view: QPlainTextEdit, top: float = 0, bottom: float = -1) -> list[LineBox]:
    """Return the lines of the viewport between two heights, the whole viewport by default."""
    if bottom < 0:
        bottom = view.viewport().height()
    boxes = []
    block = view.firstVisibleBlock()
    geometry = view.blockBoundingGeometry(block).translated(view.contentOffset())
    origin = geometry.topLeft()
    while block.isValid() and origin.y() <= bottom:
        height = view.blockBoundingRect(block).height()
        layout = block.layout()
        mixed = _RIGHT_TO_LEFT.search(block.text()) is not None
        for number in range(_first_line_below(layout, top - origin.y()), layout.lineCount()):
            line = layout.lineAt(number)
            if origin.y() + line.y() > bottom:
                break
            start_qt = block.position() + line.textStart()
            end_qt = start_qt + line.textLength()
            boxes.append(LineBox(line, block, origin, start_qt, end_qt, mixed))
        origin = origin + QPointF(0, height)
        block = block_below(block)
    return boxes


def block_below(block: QTextBlock) -> QTextBlock:
    """Return the next block that is not folded away, however many are; an invalid one at the end.

    By the lines before it, because stepping through thousands of hidden blocks takes too long.
    """
    return block.document().findBlockByLineNumber(block.firstLineNumber() + block.lineCount())


def block_above(block: QTextBlock) -> QTextBlock:
    """Return the block before it that is not folded away, an invalid one at the beginning."""
    number = block.firstLineNumber()
    return block.document().findBlockByLineNumber(number - 1) if number else QTextBlock()


def boxes_of(lines: list[LineBox], start_qt: int, end_qt: int) -> list[QRectF]:
    """Return the boxes that a range fills, several in a line of mixed directions."""
    boxes = []
    first = bisect_left(lines, start_qt, key=lambda box: box.end_qt)
    for box in lines[first:]:
        if box.start_qt >= end_qt:
            break
        start, end = max(start_qt, box.start_qt), min(end_qt, box.end_qt)
        if start < end:
            boxes += _boxes_in_line(box, start - box.block.position(), end - box.block.position())
    return boxes


def edge_of(lines: list[LineBox], position_qt: int, *, trailing: bool) -> QLineF | None:
    """Return the upright line before or behind a character, None when it is not in the lines."""
    for box in lines:
        if box.start_qt <= position_qt < box.end_qt:
            x = box.origin.x() + _edge_in_line(box, position_qt - box.block.position(), trailing)
            return QLineF(x, box.rect.top(), x, box.rect.bottom())
    return None


def character_at(view: QPlainTextEdit, x: float, y: float) -> int | None:
    """Return the UTF-16 position of the character drawn at a place, None where none is drawn."""
    for box in visible_lines(view, y, y):
        if not box.rect.top() <= y < box.rect.bottom():
            continue
        text_box = box.line.naturalTextRect().translated(box.origin)
        if not text_box.left() <= x <= text_box.right() or box.start_qt == box.end_qt:
            return None
        on_character = QTextLine.CursorPosition.CursorOnCharacter
        place = box.line.xToCursor(x - box.origin.x(), on_character)
        return min(box.block.position() + place, box.end_qt - 1)
    return None


def line_number_of(document: QTextDocument, position_qt: int) -> int:
    """Return the line on which a position stands, as the scroll bar counts lines."""
    block = document.findBlock(position_qt)
    if not block.isVisible():
        return max(0, block.firstLineNumber() - 1)  # the line that stays of what is folded
    line = block.layout().lineForTextPosition(position_qt - block.position())
    return block.firstLineNumber() + (line.lineNumber() if line.isValid() else 0)


def place_above(view: QPlainTextEdit, position_qt: int, room: float) -> int:
    """Return the scroll bar's value with which a position stands `room` pixels below the top."""
    block = view.document().findBlock(position_qt)
    view.blockBoundingRect(block)  # lays the block out
    line = block.layout().lineForTextPosition(position_qt - block.position())
    above = line.y()
    while above < room and (before := block_above(block)).isValid():
        block = before
        above += view.blockBoundingRect(block).height()
    number = _first_line_below(block.layout(), above - room + 1)
    return block.firstLineNumber() + number


def _boxes_in_line(box: LineBox, start: int, end: int) -> list[QRectF]:
    rect = box.rect
    if box.mixed:
        edges = _visual_runs(box.line, start, end)
    else:
        edges = [(_x(box.line, start), _x(box.line, end))]
    left = box.origin.x()
    return [QRectF(left + a, rect.top(), b - a, rect.height()) for a, b in edges]


def _visual_runs(line: QTextLine, start: int, end: int) -> list[tuple[float, float]]:
    """Return the stretches that a logical range fills, joined where neighbours touch.

    From the glyphs, because where directions meet the text cursor has two places for one.
    """
    rects = [run.boundingRect() for run in line.glyphRuns(start, end - start)]
    runs: list[tuple[float, float]] = []
    for left, right in sorted((rect.left(), rect.right()) for rect in rects):
        if runs and left <= runs[-1][1] + 0.5:
            runs[-1] = (runs[-1][0], max(right, runs[-1][1]))
        else:
            runs.append((left, right))
    return runs or [(_x(line, start), _x(line, start))]


def _edge_in_line(box: LineBox, place: int, trailing: bool) -> float:
    glyphs = box.line.glyphRuns(place, 1) if box.mixed else []
    if not glyphs:
        side = QTextLine.Edge.Trailing if trailing else QTextLine.Edge.Leading
        return _x(box.line, place, side)
    rect = glyphs[0].boundingRect()
    return rect.left() if glyphs[0].isRightToLeft() is trailing else rect.right()


def _x(line: QTextLine, place: int, edge: QTextLine.Edge = QTextLine.Edge.Leading) -> float:
    found, _ = cast(tuple[float, int], line.cursorToX(place, edge))
    return found


def _first_line_below(layout: QTextLayout, y: float) -> int:
    low, high = 0, layout.lineCount()
    while low < high:
        middle = (low + high) // 2
        line = layout.lineAt(middle)
        if line.y() + line.height() < y:
            low = middle + 1
        else:
            high = middle
    return low
