"""Answer an editor: every request of the protocol is one function here, which asks the module that knows.

Texts that are open count before those on the disk. Findings are computed at each change, after a pause too short to be
noticed; what takes longer (what a line shapes) is answered from another thread.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from generator import __version__
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.editor.completion import complete
from generator.editor.effects import shaped_by
from generator.editor.entries import Entry, Occurrence, definitions, entry_at, uses
from generator.editor.files import File, merged, read, related
from generator.editor.findings import check, diagnostic, quick_fixes
from generator.editor.hover import hover
from generator.editor.lenses import lens_tokens, title
from generator.editor.lsp_types import lsp_range, path_of, place, uri_of
from generator.editor.rename import RenameError, rename
from generator.editor.source import Token, token_at
from generator.spec.extends import EXTENDS
from generator.spec.unsaved import unsaved

# So many seconds after the last key the findings are computed.
PAUSE = 0.02
_KINDS = {
    "key": types.CompletionItemKind.Property,
    "name": types.CompletionItemKind.Reference,
    "value": types.CompletionItemKind.EnumMember,
}


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
        with unsaved({path_of(uri): document.source for uri, document in documents.items()}):
            yield

    def range_in(self, file: File, line: int, column: int, end: int) -> types.Range:
        return lsp_range(self.workspace.position_codec, file.text, line, column, end)

    def location(self, found: Occurrence) -> types.Location:
        return types.Location(uri_of(found.file.path), self.range_in(found.file, found.line, found.column, found.end))

    def token(self, uri: str, position: types.Position) -> tuple[File, Token] | None:
        """Return the file of a request, and the key or value at its position."""
        file = read(path_of(uri))
        if file is None:
            return None
        token = token_at(file.text, file.root, *place(self.workspace.position_codec, file.text, position))
        return (file, token) if token is not None else None

    def entry(self, uri: str, position: types.Position) -> tuple[File, Entry] | None:
        """Return the file of a request, and the entry that is named at its position."""
        found = self.token(uri, position)
        if found is None:
            return None
        file, token = found
        entry = entry_at(file, token, merged(file.path))
        return (file, entry) if entry is not None else None

    def check_soon(self, uri: str) -> None:
        """Check a file when its author pauses."""
        path = path_of(uri)
        if path in self.pending:
            self.pending.pop(path).cancel()
        self.pending[path] = asyncio.get_running_loop().call_later(PAUSE, self.check, path)

    def check(self, path: Path) -> None:
        """Publish the findings of a file and of those that extend it."""
        self.pending.pop(path, None)
        with self.texts():
            before = self.published.get(path, {})
            self.published[path] = check(path)
            for file in dict.fromkeys([*self.published[path], *before]):
                self.publish(file)

    def publish(self, path: Path) -> None:
        file = read(path)
        text = file.text if file is not None else self.workspace.get_text_document(uri_of(path)).source
        shown = [diagnostic(self.workspace.position_codec, text, finding) for finding in self.findings(path)]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri_of(path), shown))

    def findings(self, path: Path) -> list[Finding]:
        """Return what is known of a file, whichever file was checked."""
        found = (finding for by_file in self.published.values() for finding in by_file.get(path, ()))
        return list(dict.fromkeys(found))


server = SpecServer()


@server.feature(types.INITIALIZED)
def initialized(ls: SpecServer, params: types.InitializedParams) -> None:
    """Work in the folder that the editor has open: code of functions is looked for there."""
    if ls.workspace.root_path:
        os.chdir(ls.workspace.root_path)


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def did_open(ls: SpecServer, params: types.DidOpenTextDocumentParams) -> None:
    ls.check_soon(params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def did_change(ls: SpecServer, params: types.DidChangeTextDocumentParams) -> None:
    ls.check_soon(params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_SAVE)
def did_save(ls: SpecServer, params: types.DidSaveTextDocumentParams) -> None:
    ls.check_soon(params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
def did_close(ls: SpecServer, params: types.DidCloseTextDocumentParams) -> None:
    """Forget a file: what is on the disk counts again."""
    gone = ls.published.pop(path_of(params.text_document.uri), {})
    with ls.texts():
        for path in gone:
            ls.publish(path)


@server.feature(
    types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
)
def code_action(ls: SpecServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    path = path_of(params.text_document.uri)
    text = ls.workspace.get_text_document(params.text_document.uri).source
    return list(quick_fixes(ls.workspace.position_codec, path, text, ls.findings(path), params.range))


@server.feature(types.TEXT_DOCUMENT_HOVER)
@server.thread()
def show_hover(ls: SpecServer, params: types.HoverParams) -> types.Hover | None:
    with ls.texts():
        found = ls.token(params.text_document.uri, params.position)
        if found is None:
            return None
        file, token = found
        text = hover(file.path, file.root, token.path)
    shown = types.MarkupContent(types.MarkupKind.Markdown, text or "")
    return types.Hover(shown, ls.range_in(file, token.line, token.column, token.end)) if text else None


@server.feature(types.TEXT_DOCUMENT_DEFINITION)
def definition(ls: SpecServer, params: types.DefinitionParams) -> list[types.Location]:
    with ls.texts():
        return [*_extended_file(ls, params), *_locations(ls, params, with_uses=False)]


@server.feature(types.TEXT_DOCUMENT_REFERENCES)
def references(ls: SpecServer, params: types.ReferenceParams) -> list[types.Location]:
    with ls.texts():
        return list(_locations(ls, params, with_uses=True))


@server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "-", "[", "("]))
def completion(ls: SpecServer, params: types.CompletionParams) -> types.CompletionList:
    text = ls.workspace.get_text_document(params.text_document.uri).source
    codec = ls.workspace.position_codec
    with ls.texts():
        line, column = place(codec, text, params.position)
        found = complete(path_of(params.text_document.uri), text, line, column)
    word = lsp_range(codec, text, line, found.column, found.end)
    items = [
        types.CompletionItem(
            label=proposal.text,
            kind=_KINDS[proposal.kind],
            detail=proposal.detail or None,
            text_edit=types.TextEdit(word, f"{proposal.text}: " if proposal.kind == "key" else proposal.text),
        )
        for proposal in found.proposals
    ]
    return types.CompletionList(is_incomplete=False, items=items)


@server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
def prepare_rename(ls: SpecServer, params: types.PrepareRenameParams) -> types.Range | None:
    with ls.texts():
        found, named = ls.token(params.text_document.uri, params.position), _entry(ls, params)
        if found is None or named is None:
            return None
        file, token = found
        places = [*definitions(named[1], [file]), *uses(named[1], [file], merged(file.path))]
        here = next((place for place in places if place.line == token.line), None)
        return ls.range_in(file, here.line, here.column, here.end) if here is not None else None


@server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
def do_rename(ls: SpecServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
    with ls.texts():
        found = _entry(ls, params)
        if found is None:
            return None
        file, entry = found
        try:
            edits = rename(file.path, entry, params.new_name)
        except RenameError as error:
            raise JsonRpcInvalidParams(f"cannot rename {entry.name!r}: {error}") from error
        files = {other.path: other for other in related(file.path)}
    changes = {
        uri_of(path): [
            types.TextEdit(ls.range_in(files[path], edit.line, edit.column, edit.end_column), edit.text)
            for edit in edits[path]
        ]
        for path in edits
    }
    return types.WorkspaceEdit(changes=changes)


@server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=True))
def code_lens(ls: SpecServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    with ls.texts():
        file = read(path_of(params.text_document.uri))
        found = list(lens_tokens(file)) if file is not None else []
    return [
        types.CodeLens(
            range=ls.range_in(file, token.line, token.column, token.end),
            data={"uri": params.text_document.uri, "path": list(path)},
        )
        for token, path in found
        if file is not None
    ]


@server.feature(types.CODE_LENS_RESOLVE)
@server.thread()
def resolve_lens(ls: SpecServer, lens: types.CodeLens) -> types.CodeLens:
    """Count what a place shapes: asked for the lenses that are in sight only."""
    data = lens.data if isinstance(lens.data, dict) else {}
    with ls.texts():
        addresses = shaped_by(path_of(data.get("uri", "")), SpecPath(data.get("path", ())))
    lens.command = types.Command(title(addresses) if addresses is not None else "", "")
    return lens


def _entry(ls: SpecServer, params: types.PrepareRenameParams | types.RenameParams) -> tuple[File, Entry] | None:
    return ls.entry(params.text_document.uri, params.position)


def _locations(
    ls: SpecServer, params: types.DefinitionParams | types.ReferenceParams, *, with_uses: bool
) -> Iterator[types.Location]:
    found = ls.entry(params.text_document.uri, params.position)
    if found is None:
        return
    file, entry = found
    files = related(file.path)
    places: Iterable[Occurrence] = definitions(entry, files)
    if with_uses:
        places = [*places, *uses(entry, files, merged(file.path))]
    yield from map(ls.location, places)


def _extended_file(ls: SpecServer, params: types.DefinitionParams) -> Iterator[types.Location]:
    found = ls.token(params.text_document.uri, params.position)
    if found is not None and found[1].path[:1] == (EXTENDS,) and not found[1].is_key:
        target = (found[0].path.parent / str(found[1].node.value)).resolve()
        if target.is_file():
            start = types.Position(0, 0)
            yield types.Location(uri_of(target), types.Range(start, start))
