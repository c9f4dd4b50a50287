"""Measure the cold import of each handler in a fresh interpreter, from its unzipped archive alone.

    python -m scripts.bench_cold_import [--runs 11] [--python python3.13]

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

from generator.packaging.archives import LAMBDA_SOURCE, SHARED
from generator.packaging.build import build_archive

ARCHITECTURE = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
_MEASURE = """
import sys, time
sys.path.append(sys.argv[1])
known, clock, cpu = len(sys.modules), time.perf_counter(), time.process_time()
__import__(sys.argv[2])
print((time.perf_counter() - clock) * 1000, (time.process_time() - cpu) * 1000, len(sys.modules) - known)
"""
VARIABLES = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}


@dataclass(frozen=True)
class Row:
    """Megabytes of the zip; milliseconds of the import, the median of all runs: by the clock, and of CPU."""

    function: str
    megabytes: float
    clock: float
    cpu: float
    modules: int

    def __str__(self) -> str:
        return f"{self.function:24}{self.megabytes:8.1f}{self.clock:10.0f}{self.cpu:10.0f}{self.modules:9}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the cold import of every handler.")
    parser.add_argument("--runs", type=int, default=11, help="fresh interpreters for each handler (default: 11)")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that imports (default: this one)")
    arguments = parser.parse_args()
    version = _version(arguments.python)
    print(
        f"{'function':24}{'zip MB':>8}{'import ms':>10}{'CPU ms':>10}{'modules':>9}   Python {version}, {ARCHITECTURE}"
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
        megabytes = archive.path.stat().st_size / 1024**2
        clock, cpu = (statistics.median(times) for times in list(zip(*measured, strict=True))[:2])
        yield Row(folder.name, megabytes, clock, cpu, int(measured[0][2]))


def _import(python: str, task: str, module: str) -> tuple[float, float, float]:
    """Milliseconds that the import takes inside of an interpreter, those of CPU, and the modules that it brings."""
    command = [python, "-I", "-S", "-B", "-c", _MEASURE, task, module]
    numbers = subprocess.run(command, env=VARIABLES, capture_output=True, text=True, check=True).stdout.split()
    return float(numbers[0]), float(numbers[1]), float(numbers[2])


def _version(python: str) -> str:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
