"""Write the Terraform addresses of every shipped environment beside the tests, after a change that is meant to be.

    python -m scripts.refresh_addresses

An address that goes or changes is a resource that the next apply destroys: note it in the changelog.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generator.builders.stack import plan_stack
from generator.validation.load import load_environment
from generator.validation.spec_selection import environment_files

ROOT = Path(__file__).resolve().parents[1]
ADDRESSES = ROOT / "tests" / "addresses"


def environments() -> list[Path]:
    """Return the specs of the shipped environments."""
    return environment_files([], ROOT / "specs")


def addresses_of(spec: Path) -> str:
    """Return the addresses of the resources, one a line, sorted."""
    planned = plan_stack(load_environment(spec)).constructs
    return "".join(f"{address}\n" for address in sorted(planned) if address.startswith("aws_"))


def main() -> int:
    ADDRESSES.mkdir(exist_ok=True)
    for spec in environments():
        (ADDRESSES / f"{spec.stem}.txt").write_text(addresses_of(spec), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
