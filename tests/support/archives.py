"""Archives as Lambda sees them: unzipped, with nothing beside them, in the Python of their runtime."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

from generator.packaging.archives import LAMBDA_SOURCE, SHARED
from generator.packaging.build import Archive, build_archive

VERSION = "3.13"


@cache
def archive_of(function: str, architecture: str = "x86_64") -> Archive:
    """The archive of a folder in lambda_src, for the schema's runtime."""
    shared = [LAMBDA_SOURCE / name for name in SHARED]
    return build_archive(LAMBDA_SOURCE / function, shared, runtime=f"python{VERSION}", architecture=architecture)


def unzip(function: str, folder: Path) -> Path:
    """The folder with a function's unzipped archive."""
    with zipfile.ZipFile(archive_of(function).path) as archive:
        archive.extractall(folder)
    return folder


def lonely_python() -> list[str]:
    """An interpreter without site-packages: the runtime's, or this one where this machine has no other.

    What is compiled in an archive for another Python is not found by this one: libraries fall back to their own Python.
    """
    return [python_of(VERSION) or sys.executable, "-S", "-B"]


def python_of(version: str) -> str | None:
    """An interpreter of a version such as 3.13 on this machine, where there is one that starts."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = [shutil.which(f"python{version}"), *map(str, sorted(pyenv.glob(f"versions/{version}.*/bin/python")))]
    for python in filter(None, found):
        if subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0:
            return python
    return None
