"""Cache runs: a command whose inputs and outputs have not changed replays its output and exit code.

Inputs are the files that the run has read, the code of this project, the schemas, the sources of the functions, the
installed packages, and what the command line and the environment hold. Outputs are compared by content,
so a stack that somebody has edited or removed is synthesized again. `--force` ignores the cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from io import TextIOBase
from pathlib import Path
from typing import Any, TextIO

from generator.system.cache_dir import user_cache
from generator.system.package_data import PACKAGE, data_folder
from generator.system.recorded_inputs import digest, inputs_unchanged, record_inputs

CODE = (PACKAGE, *map(data_folder, ("lambda_src", "lib", "schemas")))
# Functions of one's own, beside the specs.
OWN_SOURCE = Path("lambda_src")
# What cdktf itself reads while it synthesizes, and what the project reads.
VARIABLES = ("CDKTF_", "ENVIRONMENT_SUFFIX", "PAYINFRA_")
# Name, size and digest of the archives of this run. Many stacks have a copy of each, some 30 MB together.
_archives: set[tuple[str, int, str]] = set()


@cache
def fingerprint() -> str:
    """Return a digest of the code, the sources of the functions, the installed packages and the environment."""
    parts = [sys.version, sys.prefix, *_environment()]
    for folder in (*CODE, OWN_SOURCE.resolve()):
        parts += sorted(_file_stats(folder))
    # Installing, upgrading or removing a package renames a folder in here.
    packages = Path(sysconfig.get_paths()["purelib"])
    parts.append(f"{packages} {packages.stat().st_mtime_ns}")
    return _sha256("\n".join(parts).encode(errors="surrogateescape"))


def replay_if_unchanged(
    command: Sequence[str], specs: Iterable[Path], run: Callable[[], int], outputs: Callable[[], Iterable[Path]]
) -> int:
    """Replay what `run` returned and printed when it last had these inputs and left these outputs; else run it.

    `command` is the command line; `specs` are its spec files; `outputs` names, after the run, the files it wrote.
    """
    record = _record_of(command)
    named = {str(path): digest(path) for path in specs}
    inputs = combined_digest(*command, *(f"{path} {content}" for path, content in named.items()))
    known = _read(record)
    if (
        known.get("inputs") == inputs
        and inputs_unchanged(_texts(known, "read"))
        and _outputs_unchanged(_texts(known, "outputs"))
    ):
        sys.stdout.write(str(known.get("stdout", "")))
        sys.stderr.write(str(known.get("stderr", "")))
        return int(known.get("code", 0))
    with record_inputs() as read, _tee() as (stdout, stderr):
        code = run()
    written = {str(path): _digest_of_output(path) for path in outputs()}
    texts = {"stdout": stdout.text, "stderr": stderr.text}
    _write(record, {"code": code, "inputs": inputs, "read": read, "outputs": written, **texts})
    return code


def _texts(known: Mapping[str, Any], key: str) -> dict[str, str]:
    """A map of a record; one that does not hold where the record, which anybody may have changed, has none."""
    texts = known.get(key)
    return texts if isinstance(texts, dict) else {"file:": ""}


def stack_is_current(file: Path, inputs: str) -> bool:
    """Return whether a stack was synthesized from these inputs, and nobody has changed it since."""
    known = _read(_stack_record(file))
    return known.get("inputs") == inputs and _outputs_unchanged(_texts(known, "outputs"), file.parent)


def remember_archive(path: Path, digest: str) -> None:
    """Note the digest of an archive; the folders of its copies are named by the beginning of it."""
    _archives.add((path.name, path.stat().st_size, digest))


def remember_stack(file: Path, inputs: str) -> None:
    """Note what a stack was synthesized from, and what was written for it."""
    outputs = {path.relative_to(file.parent).as_posix(): _digest_of_output(path) for path in stack_files(file)}
    _write(_stack_record(file), {"inputs": inputs, "outputs": outputs})


def stack_files(file: Path) -> list[Path]:
    """Return the files of a synthesized stack: its JSON, and the archives beside it. The rest is Terraform's."""
    return [file, *sorted(path for path in (file.parent / "assets").rglob("*") if path.is_file())]


def _digest_of_output(path: Path) -> str:
    """Return the digest of what this run wrote: of a copy of an archive, that of the archive."""
    if path.suffix == ".zip":
        size = path.stat().st_size
        for name, known_size, known in _archives:
            if (name, known_size) == (path.name, size) and known.startswith(path.parent.name):
                return known
    return digest(path)


def combined_digest(*texts: str) -> str:
    """Return one digest of the inputs of a stack: the code and these texts."""
    return _sha256("\n".join([fingerprint(), *texts]).encode(errors="surrogateescape"))


def _environment() -> list[str]:
    ignored = ("PAYINFRA_BINDINGS", "PAYINFRA_CACHE")
    return [
        f"{name}={os.environ[name]}"
        for name in sorted(os.environ)
        if name.startswith(VARIABLES) and name not in ignored
    ]


def _file_stats(folder: Path | str) -> Iterator[str]:
    """Yield path, size and modification time of each file below a folder, as Python compares them for its bytecode."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name != "__pycache__":
                yield from _file_stats(entry.path)
            elif entry.is_file():
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"


def _outputs_unchanged(outputs: Mapping[str, str], folder: Path = Path()) -> bool:
    return all(digest(folder / name) == known for name, known in outputs.items())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _record_of(command: Sequence[str]) -> Path | None:
    cache = user_cache()
    name = _sha256("\0".join([str(Path.cwd()), *command]).encode(errors="surrogateescape"))[:32]
    return None if cache is None else cache / "runs" / f"{name}.json"


def _stack_record(file: Path) -> Path:
    return file.with_name(".payinfra.json")


def _read(record: Path | None) -> dict[str, Any]:
    if record is None:
        return {}
    try:
        known = json.loads(record.read_bytes())
        return known if isinstance(known, dict) else {}
    except (OSError, ValueError):
        return {}


def _write(record: Path | None, known: Mapping[str, object]) -> None:
    """Best effort: where nothing can be kept, the next run does its work again."""
    if record is None:
        return
    temporary = record.with_name(f"{record.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        record.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(known), encoding="utf-8")
        temporary.replace(record)


class _Tee(TextIOBase):
    """Copy what is written to a stream."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()


@contextlib.contextmanager
def _tee() -> Iterator[tuple[_Tee, _Tee]]:
    stdout, stderr = _Tee(sys.stdout), _Tee(sys.stderr)
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        yield stdout, stderr
