"""Build and cache a startup snapshot of Node.js with the bundle loaded: it starts in half the time.

A snapshot fits one program alone, so each program gets its own. Where none can be built, the bundle is loaded
anew in each run, and Node.js keeps its compiled form.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from generator.engine.bundle.cache import PROGRAM, Bundle

# `batch.js` looks after its memory itself.
OPTIONS = ("--expose-gc", "--max-semi-space-size=2")
SECONDS_TO_BUILD = 120
# For as many programs at most.
KEPT_SNAPSHOTS = 4
PIECE = 1 << 18


def snapshot_of(bundle: Bundle, node: str) -> Path | None:
    """Return the snapshot for a program, built where there is none yet; None where there can be none."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        key = _key(node)
        for known in bundle.node_cache.glob(f"{key}-*.blob"):
            if not known.stat().st_size:
                return None
            if known.stem == f"{key}-{_digest(known)}":
                return known
            known.unlink()
        return _build(bundle, node, key)
    return None


def disable_snapshot(snapshot: Path) -> None:
    """Replace a snapshot that its program cannot load by an empty file, so that no other one is built."""
    with contextlib.suppress(OSError):
        snapshot.write_bytes(b"")


def _build(bundle: Bundle, node: str, key: str) -> Path | None:
    bundle.node_cache.mkdir(parents=True, exist_ok=True)
    staging = bundle.node_cache / f".{key}.{os.getpid()}"
    command = [node, *OPTIONS, "--snapshot-blob", str(staging), "--build-snapshot", str(bundle.file(PROGRAM))]
    try:
        built = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_TO_BUILD, check=False
        )
        if built.returncode:
            staging.write_bytes(b"")
        kept = _kept(staging, key)
        _forget_unused(bundle.node_cache)
        return kept if kept.stat().st_size else None
    finally:
        staging.unlink(missing_ok=True)


def _kept(staging: Path, key: str) -> Path:
    """Name it by its digest, which is what damage is found by."""
    return staging.replace(staging.with_name(f"{key}-{_digest(staging)}.blob"))


def _forget_unused(folder: Path) -> None:
    snapshots = sorted(folder.glob("*-*.blob"), key=lambda path: path.stat().st_mtime)
    for snapshot in snapshots[:-KEPT_SNAPSHOTS]:
        snapshot.unlink()


def _key(node: str) -> str:
    program = Path(shutil.which(node) or node).resolve()
    status = program.stat()
    return hashlib.sha256(f"{program} {status.st_size} {status.st_mtime_ns} {OPTIONS}".encode()).hexdigest()[:16]


def _digest(path: Path) -> str:
    digest, piece = hashlib.sha256(), bytearray(PIECE)
    with path.open("rb", buffering=0) as file:
        while length := file.readinto(piece):
            digest.update(memoryview(piece)[:length])
    return digest.hexdigest()
