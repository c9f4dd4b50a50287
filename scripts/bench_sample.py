"""Measure a whole process with all that it starts: wall time, CPU time, and the peak of their memory (Linux only)."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """Seconds of the clock, seconds of CPU, and megabytes at the peak."""

    wall: float
    cpu: float
    memory: float


def median(samples: Sequence[Sample]) -> Sample:
    """Return the medians of each of the three."""
    return Sample(*(statistics.median(values) for values in zip(*map(_values, samples), strict=True)))


def _values(sample: Sample) -> tuple[float, float, float]:
    return sample.wall, sample.cpu, sample.memory


def measure_process(command: Sequence[str], env: Mapping[str, str], cwd: Path) -> Sample:
    """Run a command, and measure it with all that it starts."""
    before, start = os.times(), time.perf_counter()
    process = subprocess.Popen(command, env=env, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    errors = process.communicate()[1]
    wall, after = time.perf_counter() - start, os.times()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {errors.decode()}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Sample(wall, cpu, peak[0])


def _watch(process: int, peak: list[float]) -> None:
    while (total := _memory(process)) is not None:
        peak[0] = max(peak[0], total)
        time.sleep(0.01)


def _memory(process: int) -> float | None:
    """Megabytes of a process and all below it; None when it has ended. What they share is counted for each."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return None
    own = re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE)
    below = sum(_memory(int(child)) or 0 for child in children)
    return (int(own.group(1)) / 1024 if own else 0) + below
