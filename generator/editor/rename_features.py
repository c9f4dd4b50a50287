"""Serve the requests of the protocol that rename an entry."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from generator.editor.entries import Entry, definitions_of, references_to
from generator.editor.positions import path_to_uri
from generator.editor.rename import RenameError, rename
from generator.editor.spec_files import SpecFile, merged_spec, related_files
from generator.editor.spec_server import SpecServer, server


@server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
def prepare_rename(ls: SpecServer, params: types.PrepareRenameParams) -> types.Range | None:
    with ls.texts():
        found, named = ls.token(params.text_document.uri, params.position), _entry(ls, params)
        if found is None or named is None:
            return None
        file, token = found
        places = [*definitions_of(named[1], [file]), *references_to(named[1], [file], merged_spec(file.path))]
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
        files = {other.path: other for other in related_files(file.path)}
    changes = {
        path_to_uri(path): [
            types.TextEdit(ls.range_in(files[path], edit.line, edit.column, edit.end_column), edit.text)
            for edit in edits[path]
        ]
        for path in edits
    }
    return types.WorkspaceEdit(changes=changes)


def _entry(ls: SpecServer, params: types.PrepareRenameParams | types.RenameParams) -> tuple[SpecFile, Entry] | None:
    return ls.entry(params.text_document.uri, params.position)
