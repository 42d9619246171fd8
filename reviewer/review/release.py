"""The document as it would be released: tokens stand where redacted passages were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewer.model import Reason, Redaction, Span


@dataclass(frozen=True, slots=True)
class ReleasedText:
    """A text with tokens in the place of redacted passages; `tokens` are spans of `text`."""

    text: str
    tokens: tuple[Span, ...]


def token(codes: Sequence[str]) -> str:
    """Return what stands in a redacted passage's place.

    Its length follows from the reasons alone, never from what it hides.
    """
    return f"[REDACTED: {'; '.join(codes)}]" if codes else "[REDACTED]"


def released(
    text: str, redactions: Sequence[Redaction], reasons: Mapping[int, Reason]
) -> ReleasedText:
    """Return the text with every redacted passage replaced by one token.

    Passages that overlap or touch become one token with the reasons of all, so that the number of
    tokens does not tell where one name ends and the next begins. A document redacted as a whole is
    one token and nothing else.
    """
    return released_range(text, 0, len(text), redactions, reasons)


def released_range(
    text: str,
    start_cp: int,
    end_cp: int,
    redactions: Sequence[Redaction],
    reasons: Mapping[int, Reason],
) -> ReleasedText:
    """Return a piece of the text as it would be released, tokens for what is hidden in it.

    A passage that is redacted and only in part within the piece still shows its whole token.
    """
    whole = [redaction for redaction in redactions if redaction.span is None]
    if whole:
        only = token(codes_of(whole, reasons))
        return ReleasedText(only, (Span(0, len(only)),))
    pieces: list[str] = []
    tokens: list[Span] = []
    length = 0
    done = start_cp
    for span, group in merged(redactions):
        if span.end_cp <= start_cp or span.start_cp >= end_cp:
            continue
        kept = text[done : max(done, span.start_cp)]
        hidden = token(codes_of(group, reasons))
        tokens.append(Span(length + len(kept), length + len(kept) + len(hidden)))
        pieces += [kept, hidden]
        length += len(kept) + len(hidden)
        done = span.end_cp
    pieces.append(text[done:end_cp])
    return ReleasedText("".join(pieces), tuple(tokens))


def merged(redactions: Sequence[Redaction]) -> list[tuple[Span, list[Redaction]]]:
    """Return the passages that one token each stands for, in order, with what marks them.

    Passages that overlap or touch are one; redactions of the whole document are left out.
    """
    merged: list[tuple[Span, list[Redaction]]] = []
    passages = [(r.span, r) for r in redactions if r.span is not None]
    for span, redaction in sorted(passages, key=lambda passage: passage[0]):
        if merged and span.start_cp <= merged[-1][0].end_cp:
            last, group = merged[-1]
            merged[-1] = (
                Span(last.start_cp, max(last.end_cp, span.end_cp)),
                [*group, redaction],
            )
        else:
            merged.append((span, [redaction]))
    return merged


def codes_of(redactions: Sequence[Redaction], reasons: Mapping[int, Reason]) -> list[str]:
    """Return the codes of all reasons that redactions give, in the order of the reasons."""
    ids = {reason_id for redaction in redactions for reason_id in redaction.reason_ids}
    given = sorted((reasons[i] for i in ids if i in reasons), key=lambda r: (r.position, r.id))
    return [reason.code for reason in given]
