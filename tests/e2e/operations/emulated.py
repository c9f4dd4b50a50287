"""The command line in front of an emulated account, as a process of its own: `python -m tests.e2e.operations.emulated`.

Replaced are the account, by emulators that the environment names, and the stack, by a part of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generator.cli.main import main
from generator.operations import stack_run
from generator.verify.stack_folder import prepare_for_account, prepare_for_emulators
from tests.e2e.operations.narrowed import narrow


def prepare(folder: Path, project: Path) -> None:
    """Prepare the stack in a folder for the emulators, with its state beside the project."""
    narrow(folder)
    prepare_for_emulators(folder, {"local": {}})
    prepare_for_account(folder, project)


if __name__ == "__main__":
    setattr(stack_run, "prepare_for_account", prepare)  # noqa: B010  # a name that the module has imported
    sys.exit(main())
