"""Keep the memory of large arrays between queries, where the C library would return it."""

_BLOCK_BYTES = 32_000_000


def keep_freed_memory() -> None:
    """Let glibc keep up to 64 MB that arrays freed; does nothing elsewhere.

    It returns a large array's memory to the system at once, and gets it back page by page, which
    took nearly half of the time of the largest queries. A freed block raises the size from which
    on it does so to that of the block, 32 MB at most (mallopt(3), M_MMAP_THRESHOLD).
    """
    bytearray(_BLOCK_BYTES)
