"""Which files may be stored already, told without asking the database about each new one."""

from __future__ import annotations

_BITS = 1 << 24  # for a million files one in eighty that is new is asked for all the same
_PLACES = 3


class Seen:
    """A Bloom filter over hexadecimal SHA-256s: it may take a new one for seen, never the reverse.

    Two megabytes, however many there are. One thread adds, any thread asks.
    """

    def __init__(self) -> None:
        self._bits = bytearray(_BITS // 8)

    def add(self, sha256: str) -> None:
        """Remember a file."""
        for place in _places(sha256):
            self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, sha256: str) -> bool:
        return all(self._bits[place >> 3] >> (place & 7) & 1 for place in _places(sha256))


def _places(sha256: str) -> list[int]:
    # The digits of a hash are as good as drawn by lot, so any of them serve.
    return [int(sha256[at : at + 6], 16) for at in range(0, 6 * _PLACES, 6)]
