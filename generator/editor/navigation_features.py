"""Serve the requests of the protocol that navigate: definition and references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from generator.editor.entries import Occurrence, definitions_of, references_to
from generator.editor.positions import path_to_uri
from generator.editor.spec_files import merged_spec, related_files
from generator.editor.spec_server import SpecServer, server
from generator.spec.extends import EXTENDS


@server.feature(types.TEXT_DOCUMENT_DEFINITION)
def definition(ls: SpecServer, params: types.DefinitionParams) -> list[types.Location]:
    with ls.texts():
        return [*_extended_file(ls, params), *_locations(ls, params, with_uses=False)]


@server.feature(types.TEXT_DOCUMENT_REFERENCES)
def references(ls: SpecServer, params: types.ReferenceParams) -> list[types.Location]:
    with ls.texts():
        return list(_locations(ls, params, with_uses=True))


def _locations(
    ls: SpecServer, params: types.DefinitionParams | types.ReferenceParams, *, with_uses: bool
) -> Iterator[types.Location]:
    found = ls.entry(params.text_document.uri, params.position)
    if found is None:
        return
    file, entry = found
    files = related_files(file.path)
    places: Iterable[Occurrence] = definitions_of(entry, files)
    if with_uses:
        places = [*places, *references_to(entry, files, merged_spec(file.path))]
    yield from map(ls.location, places)


def _extended_file(ls: SpecServer, params: types.DefinitionParams) -> Iterator[types.Location]:
    found = ls.token(params.text_document.uri, params.position)
    if found is not None and found[1].path[:1] == (EXTENDS,) and not found[1].is_key:
        target = (found[0].path.parent / str(found[1].node.value)).resolve()
        if target.is_file():
            start = types.Position(0, 0)
            yield types.Location(path_to_uri(target), types.Range(start, start))
