"""Read and write npm packages, as maps from paths to contents."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Mapping
from typing import Any

Files = Mapping[str, bytes]
ROOT = "package/"


def unpack(archive: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the wanted files of an npm archive, by their path in the package."""
    files = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r|gz") as tar:
        for member in tar:
            path = member.name.removeprefix(ROOT)
            if member.isfile() and wanted(path):
                content = tar.extractfile(member)
                assert content is not None
                files[path] = content.read()
    return files


def pack(files: Files) -> bytes:
    """Return an npm archive, uncompressed: it is read far more often than written."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path, content in files.items():
            member = tarfile.TarInfo(ROOT + path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def compact(value: Any) -> bytes:
    """Return a value as JSON without spaces."""
    return json.dumps(value, separators=(",", ":")).encode()
