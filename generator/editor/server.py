"""Serve an editor: documents that open, change and close, their diagnostics and quick fixes.

Importing this module registers all features of the protocol; each is one function, which calls the module that does the
work. What takes longer, such as what a line affects, is answered from another thread.
"""

from __future__ import annotations

import os

from lsprotocol import types

from generator.editor import assistance_features, navigation_features, rename_features
from generator.editor.diagnostics import quick_fixes
from generator.editor.positions import uri_to_path
from generator.editor.spec_server import SpecServer, server

__all__ = ["assistance_features", "navigation_features", "rename_features", "server"]


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
    published = ls.published.pop(uri_to_path(params.text_document.uri), {})
    with ls.texts():
        for path in published:
            ls.publish(path)


@server.feature(
    types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
)
def code_action(ls: SpecServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    path = uri_to_path(params.text_document.uri)
    text = ls.workspace.get_text_document(params.text_document.uri).source
    return list(quick_fixes(ls.workspace.position_codec, path, text, ls.findings(path), params.range))
