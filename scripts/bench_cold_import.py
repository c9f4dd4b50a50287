"""How long the import of each handler takes in a fresh interpreter, from its unzipped archive alone.

    python scripts/bench_cold_import.py [--runs 11] [--python python3.13]

Nothing is read from `__pycache__`: Lambda unpacks an archive into a read-only folder, so each cold start compiles what
it imports. Times are this machine's: a function's share of a CPU follows its memory.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from generator.archives import LAMBDA_SOURCE, SHARED
from generator.packaging import build_archive

ARCHITECTURE = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
VARIABLES = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}


@dataclass(frozen=True)
class Row:
    """Megabytes of the zip, milliseconds of the import: the middle one of all runs, and the fastest."""

    function: str
    megabytes: float
    median: float
    fastest: float
    modules: int

    def __str__(self) -> str:
        return f"{self.function:24}{self.megabytes:8.1f}{self.median:10.0f}{self.fastest:10.0f}{self.modules:9}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the cold import of every handler.")
    parser.add_argument("--runs", type=int, default=11, help="fresh interpreters for each handler (default: 11)")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that imports (default: this one)")
    arguments = parser.parse_args()
    version = _version(arguments.python)
    print(
        f"{'function':24}{'zip MB':>8}{'median ms':>10}{'fastest':>10}{'modules':>9}   Python {version}, {ARCHITECTURE}"
    )
    for row in _rows(arguments.python, version, arguments.runs):
        print(row)
    return 0


def _rows(python: str, version: str, runs: int) -> Iterator[Row]:
    shared = [LAMBDA_SOURCE / name for name in SHARED]
    for folder in sorted(path.parent for path in LAMBDA_SOURCE.glob("*/handler.py")):
        archive = build_archive(folder, shared, runtime=f"python{version}", architecture=ARCHITECTURE)
        with tempfile.TemporaryDirectory() as task:
            with zipfile.ZipFile(archive.path) as opened:
                opened.extractall(task)
            measured = [_import(python, task, f"{folder.name}.handler") for _ in range(runs)]
        times = [milliseconds for milliseconds, _ in measured]
        megabytes = archive.path.stat().st_size / 1024**2
        yield Row(folder.name, megabytes, statistics.median(times), min(times), measured[0][1])


def _import(python: str, task: str, module: str) -> tuple[float, int]:
    """Milliseconds that the import takes inside of an interpreter, and the modules that it brings."""
    code = (
        "import sys, time; sys.path.append(sys.argv[1]); known = len(sys.modules); start = time.perf_counter(); "
        "__import__(sys.argv[2]); print((time.perf_counter() - start) * 1000, len(sys.modules) - known)"
    )
    command = [python, "-I", "-S", "-B", "-c", code, task, module]
    told = subprocess.run(command, env=VARIABLES, capture_output=True, text=True, check=True).stdout.split()
    return float(told[0]), int(told[1])


def _version(python: str) -> str:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
