"""A small lambda_src of its own, whose lock pins wheels that lie in a folder: packaging without a network."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RUNTIME, ARCHITECTURE = "python3.13", "arm64"
_PRINT_ARCHIVE = """
import sys
from pathlib import Path
from generator.packaging.build import build_archive
source = Path(sys.argv[1])
built = build_archive(source / "greeter", [source / "shared"], runtime="python3.13", architecture="arm64")
print(built.path)
"""


@dataclass(frozen=True)
class Sample:
    """`source` is the folder like lambda_src, `index` the folder of wheels, `cache` the cache."""

    source: Path
    index: Path
    cache: Path

    @property
    def function(self) -> Path:
        return self.source / "greeter"

    @property
    def shared(self) -> list[Path]:
        return [self.source / "shared"]

    def environment(self, **more: str) -> dict[str, str]:
        """Variables under which pip knows the sample's wheels and nothing else."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        return {
            **kept,
            "PAYINFRA_CACHE": str(self.cache),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.index),
            "PYTHONPATH": str(ROOT),
            **more,
        }

    def command(self, python: str = sys.executable) -> list[str]:
        return [python, "-W", "error", "-c", _PRINT_ARCHIVE, str(self.source)]

    def build(self, python: str = sys.executable, **variables: str) -> Path:
        """Build the archive in a process of its own."""
        environment = self.environment(**variables)
        done = subprocess.run(self.command(python), env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.strip())


def make_sample(folder: Path, wheels: Mapping[str, bytes] | None = None) -> Sample:
    """A function `greeter`, a shared package `shared` and a lock for wheels by their file names."""
    sample = Sample(source=folder / "lambda_src", index=folder / "index", cache=folder / "cache")
    for path, text in {
        "greeter/__init__.py": "",
        "greeter/handler.py": "from shared.words import WORD\nimport pinned\n\n\ndef handler(event, context):\n    ...",
        "greeter/sql/0001.sql": "SELECT 1;\n",
        "shared/__init__.py": "",
        "shared/words.py": 'WORD = "grüß dich"\n',
        "shared/größe.txt": "1\n",
    }.items():
        write(sample.source / path, text)
    sample.index.mkdir(parents=True)
    for name, content in (wheels or {"pinned-1.0-py3-none-any.whl": wheel("pinned", "1.0")}).items():
        (sample.index / name).write_bytes(content)
    lock(sample.source, sample.index)
    return sample


def lock(folder: Path, index: Path) -> None:
    """Pin every wheel of an index in the lock of a folder."""
    lines = []
    for file in sorted(index.glob("*.whl")):
        name, version = file.name.split("-")[:2]
        lines.append(f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n")
    write(folder / "requirements.txt", "".join(lines))


def wheel(name: str, version: str, files: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a pure wheel, the same in every call."""
    note = f"{name}-{version}.dist-info"
    contents = {
        f"{name}/__init__.py": f'VERSION = "{version}"\n' * 50,
        f"{note}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT\n",
        f"{note}/WHEEL": "Wheel-Version: 1.0\nGenerator: sample\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{note}/RECORD": "",
        **(files or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in contents.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
