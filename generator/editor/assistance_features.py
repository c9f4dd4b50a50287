"""Serve the requests of the protocol that describe and complete: hover, completion, code lenses."""

from __future__ import annotations

from lsprotocol import types

from generator.diagnostics.spec_path import SpecPath
from generator.editor.affected_resources import affected_resources
from generator.editor.code_lens import lens_title, lens_tokens
from generator.editor.completion import complete
from generator.editor.hover import hover
from generator.editor.positions import line_and_column, lsp_range, uri_to_path
from generator.editor.spec_files import read_spec_file
from generator.editor.spec_server import SpecServer, server

_KINDS = {
    "key": types.CompletionItemKind.Property,
    "name": types.CompletionItemKind.Reference,
    "value": types.CompletionItemKind.EnumMember,
}


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


@server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "-", "[", "("]))
def completion(ls: SpecServer, params: types.CompletionParams) -> types.CompletionList:
    text = ls.workspace.get_text_document(params.text_document.uri).source
    codec = ls.workspace.position_codec
    with ls.texts():
        line, column = line_and_column(codec, text, params.position)
        found = complete(uri_to_path(params.text_document.uri), text, line, column)
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


@server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=True))
def code_lens(ls: SpecServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    with ls.texts():
        file = read_spec_file(uri_to_path(params.text_document.uri))
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
        addresses = affected_resources(uri_to_path(data.get("uri", "")), SpecPath(data.get("path", ())))
    lens.command = types.Command(lens_title(addresses) if addresses is not None else "", "")
    return lens
