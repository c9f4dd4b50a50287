"""Find PostgreSQL's programs on this machine, and a user who may run them: they do not run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.verify.errors import CannotVerify

VARIABLE = "PAYINFRA_PG_BIN"
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
_USERS = ("postgres", "nobody")


@cache
def binaries() -> Path | None:
    """Return the folder with `initdb` and `postgres`: PAYINFRA_PG_BIN, the PATH, pg_config, the distributions' own."""
    return next((folder for folder in _candidates() if (folder / "initdb").is_file()), None)


def find_binaries() -> Path:
    """Return the folder of the programs. Raises CannotVerify, which says what is missing and how to install it."""
    missing = missing_for_postgres()
    if missing is not None:
        raise CannotVerify(f"there is no {missing}")
    found = binaries()
    assert found is not None
    return found


def missing_for_postgres() -> str | None:
    """Return what is missing to run a server, or None."""
    if binaries() is None:
        return f"PostgreSQL's initdb and postgres: install PostgreSQL 15 or newer, or name their folder in {VARIABLE}"
    if os.geteuid() == 0 and unprivileged() is None:
        return "user postgres or nobody, because PostgreSQL does not run as root"
    return None


def unprivileged() -> pwd.struct_passwd | None:
    """Return the user who runs servers for root."""
    for name in _USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _candidates() -> Iterator[Path]:
    named = os.environ.get(VARIABLE)
    if named:
        yield Path(named)
        return
    for program in ("postgres", "initdb"):
        on_path = shutil.which(program)
        if on_path:
            yield Path(on_path).resolve().parent
    if shutil.which("pg_config"):
        yield Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    for pattern in _FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_major, reverse=True)


def _major(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)) or 0)
