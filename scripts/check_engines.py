"""Make every shipped spec with cdktf and with cdktn, its maintained fork, and compare the Terraform JSON.

    python -m scripts.check_engines

The same plan is replayed by both. What differs may be the version of the engine, and version and source of the
provider; anything else is printed, and the exit code is 1. Both engines must be installed (`make check-engines`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ENGINES = ("cdktf", "cdktn")
VERSION = "/~1~1/metadata/version"
MAY_DIFFER = {
    VERSION,
    "/terraform/required_providers/aws/source",
    "/terraform/required_providers/aws/version",
}


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Yield the paths at which two values differ, as JSON pointers (RFC 6901)."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            below = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
            if key in one and key in other:
                yield from differences(one[key], other[key], below)
            else:
                yield below
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, items in enumerate(zip(one, other, strict=True)):
            yield from differences(*items, f"{path}/{number}")
    elif one != other:
        yield path


def faults(one: Any, other: Any) -> list[str]:
    """Return the paths that must not differ and do; the version of the engine must."""
    found = set(differences(one, other))
    return [f"differs: {path}" for path in sorted(found - MAY_DIFFER)] + ([] if VERSION in found else ["same engine"])


def synthesized(engine: str, out: Path) -> dict[str, Any]:
    """Return the stacks of all shipped specs by name."""
    command = [sys.executable, "-m", "generator", "synth", "--force", "--out", str(out)]
    environment = {**os.environ, "PAYINFRA_ENGINE": engine}
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return {file.parent.name: json.loads(file.read_bytes()) for file in sorted(out.rglob("cdk.tf.json"))}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        one, other = (synthesized(engine, Path(folder) / engine) for engine in ENGINES)
    wrong = 0
    for name in sorted(one.keys() | other.keys()):
        found = faults(one.get(name), other.get(name))
        wrong += len(found)
        print("\n".join([f"{name}: {'; '.join(found) or 'the same'}"]))
    return 1 if wrong or not one else 0


if __name__ == "__main__":
    sys.exit(main())
