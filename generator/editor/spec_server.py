"""The language server of specs, and the findings that it has published.

Texts that are open in the editor take precedence over those on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from generator import __version__
from generator.diagnostics.findings import Finding
from generator.editor.diagnostics import check_with_dependents, to_diagnostic
from generator.editor.entries import Entry, Occurrence, entry_at
from generator.editor.positions import line_and_column, lsp_range, path_to_uri, uri_to_path
from generator.editor.spec_files import SpecFile, merged_spec, read_spec_file
from generator.editor.spec_tokens import Token, token_at
from generator.spec.unsaved import unsaved

# So many seconds after the last key the findings are computed.
PAUSE = 0.02


class SpecServer(LanguageServer):
    """The server, and the findings that it has published: by the file that was checked, and by the file they are in."""

    def __init__(self) -> None:
        super().__init__("payinfra", __version__)
        self.published: dict[Path, dict[Path, list[Finding]]] = {}
        self.pending: dict[Path, asyncio.TimerHandle] = {}

    @contextmanager
    def texts(self) -> Iterator[None]:
        """Let specs be read as they are in the editor."""
        documents = dict(self.workspace.text_documents)
        with unsaved({uri_to_path(uri): document.source for uri, document in documents.items()}):
            yield

    def range_in(self, file: SpecFile, line: int, column: int, end: int) -> types.Range:
        return lsp_range(self.workspace.position_codec, file.text, line, column, end)

    def location(self, found: Occurrence) -> types.Location:
        return types.Location(
            path_to_uri(found.file.path), self.range_in(found.file, found.line, found.column, found.end)
        )

    def token(self, uri: str, position: types.Position) -> tuple[SpecFile, Token] | None:
        """Return the file of a request, and the key or value at its position."""
        file = read_spec_file(uri_to_path(uri))
        if file is None:
            return None
        token = token_at(file.text, file.root, *line_and_column(self.workspace.position_codec, file.text, position))
        return (file, token) if token is not None else None

    def entry(self, uri: str, position: types.Position) -> tuple[SpecFile, Entry] | None:
        """Return the file of a request, and the entry that is named at its position."""
        found = self.token(uri, position)
        if found is None:
            return None
        file, token = found
        entry = entry_at(file, token, merged_spec(file.path))
        return (file, entry) if entry is not None else None

    def check_soon(self, uri: str) -> None:
        """Check a file when its author pauses."""
        path = uri_to_path(uri)
        if path in self.pending:
            self.pending.pop(path).cancel()
        self.pending[path] = asyncio.get_running_loop().call_later(PAUSE, self.check, path)

    def check(self, path: Path) -> None:
        """Publish the findings of a file and of those that extend it."""
        self.pending.pop(path, None)
        with self.texts():
            before = self.published.get(path, {})
            self.published[path] = check_with_dependents(path)
            for file in dict.fromkeys([*self.published[path], *before]):
                self.publish(file)

    def publish(self, path: Path) -> None:
        file = read_spec_file(path)
        text = file.text if file is not None else self.workspace.get_text_document(path_to_uri(path)).source
        shown = [to_diagnostic(self.workspace.position_codec, text, finding) for finding in self.findings(path)]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(path_to_uri(path), shown))

    def findings(self, path: Path) -> list[Finding]:
        """Return what is known of a file, whichever file was checked."""
        found = (finding for by_file in self.published.values() for finding in by_file.get(path, ()))
        return list(dict.fromkeys(found))


server = SpecServer()
