"""Write zip files whose bytes depend on their contents alone.

Python's zipfile cannot promise that: it compresses with the zlib at hand, and zlib and zlib-ng give different bytes for
the same text. So nothing is compressed here. What comes from a wheel keeps the compressed bytes that the wheel's hash
pins; what is our own is stored as it is. Times, permissions and order are fixed.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.packaging.errors import PackagingError

STORED, DEFLATED = 0, 8
_VERSION = 20
_UNIX = 3
_MODE = 0o100644
# 1 January 1980, the first day that the format knows.
_DATE, _TIME = 0x21, 0
_UTF8 = 0x800
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file in a zip: `payload` are its bytes as stored or compressed, `size` counts them as unpacked."""

    method: int
    crc: int
    size: int
    payload: bytes


def stored(content: bytes) -> Entry:
    """Return an entry that is not compressed."""
    return Entry(method=STORED, crc=zlib.crc32(content), size=len(content), payload=content)


def read_entries(archive: Path) -> Iterator[tuple[str, Entry]]:
    """Return every entry of a zip, its bytes as they are."""
    with zipfile.ZipFile(archive) as opened, archive.open("rb") as raw:
        for item in opened.infolist():
            if item.is_dir():
                continue
            if item.compress_type not in (STORED, DEFLATED) or item.flag_bits & 1:
                raise PackagingError(f"{archive.name}: {item.filename} is packed in a way that Lambda cannot read")
            raw.seek(item.header_offset)
            header = _LOCAL.unpack(raw.read(_LOCAL.size))
            raw.seek(sum(header[-2:]), 1)
            payload = raw.read(item.compress_size)
            yield item.filename, Entry(method=item.compress_type, crc=item.CRC, size=item.file_size, payload=payload)


def zip_bytes(files: Mapping[str, Entry]) -> bytes:
    """Return a zip of files by their paths."""
    body, directory = bytearray(), bytearray()
    for path, entry in sorted(files.items()):
        name, common = _fields(path, entry)
        directory += _CENTRAL.pack(
            b"PK\1\2", _UNIX << 8 | _VERSION, *common, len(name), 0, 0, 0, 0, _MODE << 16, len(body)
        )
        directory += name
        body += _LOCAL.pack(b"PK\3\4", *common, len(name), 0) + name + entry.payload
    end = _END.pack(b"PK\5\6", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return bytes(body + directory + end)


def unpacked_size(entries: Iterable[Entry]) -> int:
    return sum(entry.size for entry in entries)


def _fields(path: str, entry: Entry) -> tuple[bytes, tuple[int, ...]]:
    """What a file's two headers share."""
    name = path.encode()
    flags = 0 if path.isascii() else _UTF8
    return name, (_VERSION, flags, entry.method, _TIME, _DATE, entry.crc, len(entry.payload), entry.size)
