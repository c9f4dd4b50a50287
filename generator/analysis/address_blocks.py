"""Choose an address block for a new environment that no spec beside it has."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from pathlib import Path

from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.usage_error import UsageError
from generator.spec.extends import load_document
from generator.spec.file_kinds import spec_files
from generator.spec.node import find

SPACE = ipaddress.IPv4Network("10.0.0.0/8")
# Where the search for a free block begins: lower ones are often taken by networks that no spec knows of.
FIRST_BLOCK = 10


def next_block(taken: Iterable[ipaddress.IPv4Network]) -> str:
    """Return the first free /16 of 10.0.0.0/8, in steps of ten and then one by one, as people number them."""
    taken = list(taken)
    blocks = list(SPACE.subnets(new_prefix=16))
    for block in (*blocks[FIRST_BLOCK::10], *blocks[FIRST_BLOCK:]):
        if not any(block.overlaps(other) for other in taken):
            return str(block)
    raise UsageError(f"every block of {SPACE} is taken by a spec: give 'network.cidr' yourself")


def taken_blocks(folder: Path) -> list[ipaddress.IPv4Network]:
    """Return the blocks of the specs of a folder: their VPCs' and those on-premises."""
    found: list[ipaddress.IPv4Network] = []
    for path in spec_files(folder) if folder.is_dir() else ():
        node = load_document(path).node
        cidr = find(node, SpecPath(("network", "cidr")))
        remote = find(node, SpecPath(("network", "onPremises", "cidrs")))
        entries = remote.value if remote is not None and isinstance(remote.value, tuple) else ()
        for text in (entry.value for entry in (*entries, *([cidr] if cidr else []))):
            try:
                found.append(ipaddress.IPv4Network(str(text), strict=False))
            except ValueError:
                continue
    return found
