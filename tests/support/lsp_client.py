"""A real LSP client, pygls's own, that drives `payinfra lsp` in a process of its own over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

PATIENCE = 15.0
"""Seconds that an answer may take on a starved machine; how long it took is measured where it matters."""

Diagnostics = Sequence[types.Diagnostic]


class SpecClient(LanguageClient):
    """An editor with some files open, and what the server has published about each."""

    def __init__(self, folder: Path) -> None:
        super().__init__("test", "1")
        self.folder = folder
        self.published: dict[str, Diagnostics] = {}
        self.news = asyncio.Event()
        self.versions: dict[str, int] = {}

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = params.diagnostics
            self.news.set()

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        document = types.TextDocumentItem(self.uri(name), "yaml", 1, text)
        self.versions[name] = 1
        self.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def type(self, name: str, text: str) -> None:
        """Replace the whole text, as an editor without increments does."""
        self.versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(version=self.versions[name], uri=self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def diagnostics(self, name: str, wanted: Callable[[Diagnostics], bool] = lambda _: True) -> Diagnostics:
        """Return what is published about a file once it is as wanted."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = self.published.get(self.uri(name))
                if found is not None and wanted(found):
                    return found
                self.news.clear()
                await self.news.wait()

    def at(self, name: str, line: int, column: int) -> dict[str, object]:
        """Return the parameters of a request at a place that counts from 1, as people do."""
        return {
            "text_document": types.TextDocumentIdentifier(self.uri(name)),
            "position": types.Position(line - 1, column - 1),
        }


@asynccontextmanager
async def editor(folder: Path, *server: str) -> AsyncIterator[SpecClient]:
    """An editor in which a folder is open, with our server or another one."""
    client = SpecClient(folder)
    await client.start_io(*(server or (sys.executable, "-m", "generator", "lsp")), cwd=folder)
    try:
        capabilities = types.ClientCapabilities()
        await client.initialize_async(
            types.InitializeParams(capabilities=capabilities, root_uri=folder.as_uri(), process_id=None)
        )
        client.initialized(types.InitializedParams())
        async with asyncio.timeout(PATIENCE):
            yield client
            await client.shutdown_async(None)
    finally:
        client.exit(None)
        await client.stop()
