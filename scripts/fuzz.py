"""Fuzz the validator with hostile specs: never a traceback, a long wait, much memory, or a file read elsewhere.

    python -m scripts.fuzz [--count 100000] [--seed 1] [--keep build/fuzz]

Each input is the bytes of a spec in a folder of its own, made from the specs of the project, the broken ones of the
tests and pieces of YAML by changes that are drawn at random, and checked in this process as `payinfra validate` does.
An audit hook sees every file that is opened. The same seed gives the same inputs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sys
import sysconfig
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.validation.file_checks import check_files

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 2.0
MEGABYTES = 300
# Long after SECONDS, so that a slow input is reported as slow, and one without end does not stop the run.
ALARM_SECONDS = 30

# Pieces of YAML, and values in place of others; those that are long are not written out in the file.
_WORDS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
PIECES: tuple[str, ...] = (*_WORDS["pieces"], "9" * 40, "a" * 300, "\u00e9" * 50)
OTHERS: tuple[Any, ...] = (*_WORDS["values"], 10**20, "a" * 5000, [{"name": "x"}] * 30)

Rewrite = Callable[[random.Random, bytes], bytes]


@dataclass
class Tally:
    """Counts and faults of a run."""

    inputs: int = 0
    valid: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


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


class Watch:
    """An audit hook, which Python can't take off again: it looks only while an input is checked."""

    def __init__(self) -> None:
        self.folder: str | None = None
        self.outside: list[str] = []
        code = (*sysconfig.get_paths().values(), *(str(ROOT / name) for name in ("generator", "lambda_src", "schemas")))
        self._allowed = tuple(os.path.realpath(path) for path in code)
        sys.addaudithook(self._see)

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.folder is None or event not in ("open", "os.listdir", "os.scandir") or not arguments:
            return
        if isinstance(arguments[0], int) or arguments[0] is None:
            return
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if not path.startswith((self.folder, *self._allowed)):
            self.outside.append(f"{event} {path}")


@contextmanager
def _no_longer_than(seconds: int) -> Iterator[None]:
    def too_long(*_: object) -> None:
        raise TimeoutError(f"no end after {seconds} s")

    before = signal.signal(signal.SIGVTALRM, too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def check(raw: bytes, folder: Path, watch: Watch, tally: Tally) -> str | None:
    """Return what went wrong in the validation of an input; None for nothing."""
    (folder / "spec.yaml").write_bytes(raw)
    watch.folder, watch.outside = os.path.realpath(folder), []
    started = time.process_time()  # Others use the machine, too.
    try:
        with _no_longer_than(ALARM_SECONDS):
            findings = check_files([folder / "spec.yaml"])
            lines = [str(finding) for finding in findings]
    except Exception:
        return traceback.format_exc()
    finally:
        took = time.process_time() - started
        watch.folder = None
    tally.inputs += 1
    tally.valid += not any(finding.level == "error" for finding in findings)
    tally.slowest = max(tally.slowest, took)
    if took > SECONDS:
        return f"took {took:.1f} s"
    if watch.outside:
        return f"looked outside: {watch.outside[:3]}"
    if any("\n" in line or "\r" in line for line in lines):
        return f"a finding of several lines: {lines}"
    if any(finding.location is None for finding in findings):
        return f"a finding without a place: {lines}"
    return None


def run(count: int, seed: int, keep: Path | None = None, *, progress: bool = False) -> Tally:
    """Check as many inputs; stop at none. What goes wrong is kept as a file, with its reason beside it."""
    tally, watch = Tally(), Watch()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "base.yaml").write_text("network: { nat: single }\n")
        check_files([folder / "base.yaml"])  # What is imported once is not of an input.
        for number, raw in enumerate(inputs(count, seed)):
            fault = check(raw, folder, watch, tally)
            if fault is not None:
                tally.faults.append(f"input {number}: {fault}")
                _keep(keep, number, raw, fault)
            if progress and number % 1000 == 0:
                print(f"{number} of {count}, {len(tally.faults)} faults, {megabytes()} MB", file=sys.stderr, flush=True)
    return tally


def megabytes() -> int:
    """Return the peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _keep(keep: Path | None, number: int, raw: bytes, fault: str) -> None:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{number}.yaml").write_bytes(raw)
        (keep / f"{number}.txt").write_text(fault, encoding="utf-8", errors="replace")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000, help="how many inputs (default: 100000)")
    parser.add_argument("--seed", type=int, default=1, help="which inputs (default: 1)")
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "fuzz", help="where inputs that fail are kept")
    arguments = parser.parse_args(argv)
    tally = run(arguments.count, arguments.seed, arguments.keep, progress=True)
    print(f"{tally.inputs} inputs, {tally.valid} valid, slowest {tally.slowest:.2f} s, {megabytes()} MB at most")
    for fault in tally.faults[:20]:
        print(fault)
    return 1 if tally.faults or megabytes() > MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main())
