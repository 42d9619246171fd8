"""What a process that reads strangers' files may not do, whatever a file makes of its reader.

Audit hooks see what Python itself does; a parser in C has no reason to open a socket or a file,
and its memory is bounded by the system.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

MEMORY_BYTES = 1 << 30
_REFUSED = frozenset(
    {
        "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto",
        "socket.gethostbyname", "os.system", "os.exec", "os.fork", "os.forkpty",
        "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn", "ctypes.dlopen",
        "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate",
        "os.mkdir", "shutil.rmtree", "subprocess.Popen",
    }
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PATHS_OF = {
    "os.remove": 1, "os.rename": 2, "os.rmdir": 1, "os.chmod": 1, "os.mkdir": 1,
    "os.truncate": 1, "shutil.rmtree": 1,
}  # fmt: skip


def confine(scratch: Path, programs: Iterable[str] = ()) -> None:
    """Let this process write below `scratch` only, reach no network, start only these programs.

    `programs` are full paths. For good: an audit hook cannot be taken away again. Raises
    PermissionError where it is broken.
    """
    startable = frozenset(programs)
    sys.dont_write_bytecode = True
    tempfile.tempdir = str(scratch)
    allowed = os.path.realpath(scratch) + os.sep

    def inside(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        # A file without a name is opened by its folder.
        return f"{os.path.realpath(os.fsdecode(path))}{os.sep}".startswith(allowed)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = isinstance(flags, int) and bool(flags & _WRITES)
            writes = writes or (isinstance(mode, str) and not set(mode).isdisjoint("wax+"))
            if writes and not isinstance(path, int) and path != os.devnull and not inside(path):
                raise PermissionError(f"a reader may not write to {path!r}")
        elif event == "subprocess.Popen" and arguments[0] in startable:
            return
        elif event in _REFUSED:
            paths = arguments[: _PATHS_OF.get(event, 0)]
            if not paths or not all(map(inside, paths)):
                raise PermissionError(f"a reader may not do this: {event}")

    sys.addaudithook(hook)


def limit_memory(size_bytes: int = MEMORY_BYTES) -> None:
    """Let the system refuse memory beyond a size, where it can; Python then raises MemoryError."""
    try:
        import resource
    except ImportError:
        return  # Windows; the parent watches the size
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (size_bytes, size_bytes))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
