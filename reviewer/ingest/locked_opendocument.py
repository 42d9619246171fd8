"""Documents of OpenDocument that are locked with a password (ODF 1.3, part 2, chapter 3.4).

Each part is encrypted by itself. The package that LibreOffice 24.8 and later encrypt as a whole is
told as locked in a way that is not known.
"""

from __future__ import annotations

import base64
import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from reviewer.errors import Locked, ReadError
from reviewer.ingest import pulse
from reviewer.ingest.locks import told_locked
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.packages import MAX_PART_BYTES, Package, Target, local, value_of

MANIFEST = "META-INF/manifest.xml"
_CHECKED_BYTES = 1024  # a checksum is of the beginning of what was packed
_MAX_ROUNDS = 10_000_000
_BLOWFISH_BYTES, _AES_BYTES = 16, 32


@dataclass(slots=True)
class _Lock:
    """How one part is encrypted; attributes by their local names, of all that stands below."""

    told: dict[str, str] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Tell whether this can be undone with the password."""
        cipher = self.told.get("algorithm-name", "").lower()
        derived = self.told.get("key-derivation-name", "").lower()
        return cipher.endswith(("aes256-cbc", "blowfish", "blowfish cfb")) and derived.endswith(
            "pbkdf2"
        )

    def key(self, password: str) -> bytes:
        """Return the key that the password makes."""
        named = self.told.get("start-key-generation-name", "sha1").lower()
        start = hashlib.new("sha256" if named.endswith("sha256") else "sha1", password.encode())
        size = _AES_BYTES if self._is_aes else _BLOWFISH_BYTES
        rounds = int(self.told.get("iteration-count", "1024"))
        if not 0 < rounds <= _MAX_ROUNDS:
            raise ValueError("rounds of a key")
        size = int(self.told.get("key-size", size))
        salt = base64.b64decode(self.told.get("salt", ""))
        return hashlib.pbkdf2_hmac("sha1", start.digest(), salt, rounds, size)

    def opened(self, data: bytes, password: str) -> bytes | None:
        """Return the part as it was packed, or None when the password is not the one."""
        from Cryptodome.Cipher import AES, Blowfish

        vector = base64.b64decode(self.told.get("initialisation-vector", ""))
        key = self.key(password)
        if self._is_aes:
            plain = AES.new(key, AES.MODE_CBC, vector).decrypt(data)
            plain = plain[: -plain[-1]] if plain else plain
        else:
            cipher = Blowfish.new(key, Blowfish.MODE_CFB, vector, segment_size=64)
            plain = cipher.decrypt(data + bytes(-len(data) % 8))[: len(data)]
        return plain if self._fits(plain) else None

    @property
    def _is_aes(self) -> bool:
        return "aes256" in self.told.get("algorithm-name", "").lower()

    def _fits(self, plain: bytes) -> bool:
        checksum = base64.b64decode(self.told.get("checksum", ""))
        kind = "sha256" if "sha256" in self.told.get("checksum-type", "").lower() else "sha1"
        return hashlib.new(kind, plain[:_CHECKED_BYTES]).digest() == checksum


class _Locks(Target):
    """How the parts of a package are encrypted, by their names."""

    def __init__(self) -> None:
        self.found: dict[str, _Lock] = {}
        self._name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name == "file-entry":
            self._name = value_of(attributes, "full-path")
        elif name == "encryption-data":
            self.found[self._name] = _Lock()
        if self._name in self.found:
            told = {local(key): value for key, value in attributes.items()}
            if name == "start-key-generation":
                told.pop("key-size", None)  # of the hash, not of the key
            self.found[self._name].told.update(told)

    def doctype(self, name: str, public_id: str | None, system: str | None) -> None:
        # OpenOffice 2 wrote one here; nothing is loaded and no entity is filled in.
        return None


def read_locked_opendocument(package: Package, nested: Nested) -> Iterator[Found]:
    """Yield what is in a locked document. Raises Locked when none of the passwords opens it."""
    locks = _Locks()
    package.parse(MANIFEST, locks)
    name = package.path.name
    if not locks.found or not all(lock.is_known for lock in locks.found.values()):
        raise Locked(
            f"“{name}” is locked in a way that is not known here. Open it in the program that it "
            "was made with, save it without a password and import that."
        )
    password = next((each for each in nested.passwords if _opens(package, locks, each)), None)
    if password is None:
        raise told_locked(name, nested.passwords)

    def unlock(target: BinaryIO) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in package.names:
                if part != MANIFEST and not part.endswith("/"):
                    archive.writestr(part, _part(package, locks, part, password))

    yield from nested.read_unlocked(unlock)


def _opens(package: Package, locks: _Locks, password: str) -> bool:
    pulse.beat()
    name = min(locks.found, key=lambda each: each != "content.xml")
    return locks.found[name].opened(b"".join(package.chunks(name)), password) is not None


def _part(package: Package, locks: _Locks, name: str, password: str) -> bytes:
    data = b"".join(package.chunks(name))
    lock = locks.found.get(name)
    if lock is None:
        return data
    packed = lock.opened(data, password)
    if packed is None:
        raise ValueError("another password")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    plain = unpacker.decompress(packed, MAX_PART_BYTES)
    if unpacker.unconsumed_tail:
        raise ReadError(f"“{package.path.name}” unpacks to more than any document. It was left.")
    return plain
