"""Build the environment variables that Terraform runs with."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from generator.verify.errors import CannotVerify

MIRROR_VARIABLE = "PAYINFRA_TF_MIRROR"
PROVIDER = Path("registry.terraform.io", "hashicorp", "aws")


def environment_for(folder: Path, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return Terraform's variables: the caller's, without prompts, and with the provider mirror that is named."""
    variables = dict(os.environ if base is None else base)
    variables |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
    # A heap that may grow to four times what is in use spares a fifth of the CPU of processes that live for seconds.
    variables.setdefault("GOGC", "300")
    for changing in ("TF_CLI_ARGS", "TF_DATA_DIR", "TF_WORKSPACE", "TF_LOG", "TF_LOG_PATH"):
        variables.pop(changing, None)
    if mirror := variables.get(MIRROR_VARIABLE):
        variables["TF_CLI_CONFIG_FILE"] = str(_mirror_configuration(Path(mirror), folder))
    return variables


def _mirror_configuration(mirror: Path, folder: Path) -> Path:
    if not (mirror / PROVIDER).is_dir():
        raise CannotVerify(
            f"{MIRROR_VARIABLE} is {str(mirror)!r}, but there is no {PROVIDER} in it: name a mirror's root"
        )
    file = folder / "cli.tfrc"
    root = json.dumps(str(mirror.resolve()))
    file.write_text(
        f"provider_installation {{\n  filesystem_mirror {{\n    path = {root}\n  }}\n}}\n", encoding="utf-8"
    )
    return file
