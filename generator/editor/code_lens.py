"""Show above each section and entry of an environment how many resources it affects."""

from __future__ import annotations

from collections.abc import Iterator

from generator.analysis.paths import named
from generator.diagnostics.spec_path import SpecPath
from generator.editor.spec_files import SpecFile
from generator.editor.spec_tokens import Token, tokens
from generator.spec.extends import EXTENDS
from generator.spec.file_kinds import is_environment
from generator.spec.merge import is_named_list
from generator.spec.node import Node, find


def lens_tokens(file: SpecFile) -> Iterator[tuple[Token, SpecPath]]:
    """Yield the places of an environment that have a lens: top-level keys, and entries of lists in or below them."""
    if not is_environment(file.root):
        return
    for token in tokens(file.text, file.root):
        if token.is_key and len(token.path) == 1 and token.path[0] != EXTENDS:
            yield token, named(file.root, token.path)
        elif not token.is_key and token.path[-1:] == ("name",) and _is_outer_entry(file.root, token.path.parent):
            yield token, named(file.root, token.path.parent)


def lens_title(addresses: tuple[str, ...]) -> str:
    """Return the text of a lens."""
    return f"shapes {len(addresses)} resource{'s' * (len(addresses) != 1)}"


def _is_outer_entry(root: Node, at: SpecPath) -> bool:
    holder = find(root, at.parent)
    is_inner = any(isinstance(step, int) for step in at.parent)
    return isinstance(at[-1], int) and not is_inner and holder is not None and is_named_list(holder)
