"""Convert positions between the protocol, which counts UTF-16 from 0, and specs, which count characters from 1."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import PositionCodec


def uri_to_path(uri: str) -> Path:
    """Return the path of a file's URI, links followed."""
    return Path(to_fs_path(uri) or uri).resolve()


def path_to_uri(path: Path | str) -> str:
    """Return the URI of a file."""
    return from_fs_path(str(path)) or str(path)


def lsp_range(codec: PositionCodec, text: str, line: int, column: int, end: int) -> types.Range:
    """Return the range of a part of a line."""
    within = types.Range(types.Position(line - 1, column - 1), types.Position(line - 1, end - 1))
    return codec.range_to_client_units(text.split("\n"), within)


def line_and_column(codec: PositionCodec, text: str, position: types.Position) -> tuple[int, int]:
    """Return line and column of a position."""
    found = codec.position_from_client_units(text.split("\n"), position)
    return found.line + 1, found.character + 1
