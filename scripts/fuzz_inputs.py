"""Generate hostile specs: bytes of specs, of broken ones and of pieces of YAML, changed at random.

The same seed gives the same inputs.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

# Pieces of YAML, and values in place of others; those that are long are not written out in the file.
_WORDS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
PIECES: tuple[str, ...] = (*_WORDS["pieces"], "9" * 40, "a" * 300, "\u00e9" * 50)
OTHERS: tuple[Any, ...] = (*_WORDS["values"], 10**20, "a" * 5000, [{"name": "x"}] * 30)

Rewrite = Callable[[random.Random, bytes], bytes]


def inputs(count: int, seed: int) -> Iterator[bytes]:
    """Yield as many hostile specs. Every seed file comes first as it is."""
    chance = random.Random(seed)
    corpus = seeds()
    yield from corpus[:count]
    for _ in range(count - len(corpus)):
        # Large ones take as long as a hundred others, and find little that is new.
        raw = chance.choice(corpus if chance.randrange(100) == 0 else seeds_once())
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
            raw = chance.choice(REWRITES)(chance, raw)
        yield raw[:1_200_000]


def seeds() -> list[bytes]:
    """Return the specs of the project, the broken ones of the tests, and each piece alone."""
    files = sorted((*ROOT.glob("specs/*.yaml"), *ROOT.glob("tests/cases/*/*.yaml")))
    return [*(file.read_bytes() for file in files), *(piece.encode("utf-8") for piece in PIECES), *_large()]


def _large() -> Iterator[bytes]:
    """Specs that are large in one direction each."""
    yield ("environmentSuffix: qa\nfunctions:\n" + _functions(100, 100)).encode()
    yield ("environmentSuffix: qa\ntables:\n" + _tables(200, 20)).encode()
    yield b"a: " + b"[" * 60_000
    yield b"a: &a [x]\n" + b"".join(b"b%d: &b%d [*a,*a,*a,*a,*a,*a,*a,*a]\n" % (i, i) for i in range(200))
    yield b"- " * 30_000
    yield b"a: '" + b"x" * 900_000
    yield b"".join(b"k%d: 1\n" % i for i in range(60_000))


def _functions(count: int, grants: int) -> str:
    granted = "".join(f"{{ name: t{number} }}, " for number in range(grants))
    return "".join(f"  - {{ name: f{number}, grants: {{ tables: [{granted}] }} }}\n" for number in range(count))


def _tables(count: int, indexes: int) -> str:
    indexed = "".join(f"{{ name: idx{number}, hashKey: k{number} }}, " for number in range(indexes))
    return "".join(
        f"  - {{ name: t{number}, hashKey: id, attributes: [{{ name: id }}], globalSecondaryIndexes: [{indexed}] }}\n"
        for number in range(count)
    )


def _flip(chance: random.Random, raw: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]


def _cut(chance: random.Random, raw: bytes) -> bytes:
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + raw[start + chance.choice((1, 1, 2, 5, 40)) :]


def _truncate(chance: random.Random, raw: bytes) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _insert(chance: random.Random, raw: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(PIECES).encode("utf-8") + raw[at:]


def _lines(chance: random.Random, raw: bytes) -> bytes:
    """A line moved, doubled, dropped, or indented otherwise."""
    lines = raw.split(b"\n")
    at = chance.randrange(len(lines))
    change = chance.randrange(4)
    if change == 0:
        lines.insert(chance.randrange(len(lines) + 1), lines.pop(at))
    elif change == 1:
        lines[at:at] = [lines[at]] * chance.choice((1, 1, 3, 50))
    elif change == 2:
        del lines[at]
    else:
        lines[at] = b" " * chance.randrange(9) + lines[at].lstrip()
    return b"\n".join(lines)


def _splice(chance: random.Random, raw: bytes) -> bytes:
    other = chance.choice(seeds_once())
    return raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]


def _value(chance: random.Random, raw: bytes) -> bytes:
    """One value of the tree in place of another: still YAML, so that schema and rules have their turn."""
    import yaml

    try:
        tree = yaml.load(raw, Loader=yaml.CSafeLoader)
    except Exception:  # What PyYAML makes of hostile bytes is not what is under test.
        return raw
    places = list(_places(tree))
    if not places:
        return raw
    holder, key = chance.choice(places)
    values = [parent[step] for parent, step in chance.sample(places, min(len(places), 20))]
    holder[key] = chance.choice((*OTHERS, *values))
    return (
        yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode("utf-8", "replace") if _is_tree(tree) else raw
    )


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield tree, key
        yield from _places(tree[key])


def _is_tree(tree: Any, above: tuple[int, ...] = ()) -> bool:
    """False for data that contains itself, which no text can spell out."""
    if id(tree) in above or len(above) > 60:
        return False
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return all(_is_tree(item, (*above, id(tree))) for item in inner if isinstance(item, dict | list))


# As often as each is drawn.
REWRITES: tuple[Rewrite, ...] = (_flip, _cut, _truncate, *[_insert] * 2, *[_lines] * 2, _splice, *[_value] * 3)
_SEEDS: list[bytes] = []


def seeds_once() -> list[bytes]:
    if not _SEEDS:
        _SEEDS.extend(seed for seed in seeds() if len(seed) < 20_000)
    return _SEEDS
