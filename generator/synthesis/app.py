"""What cdktf.json runs: the app of all specs, for `cdktf synth`, `diff`, `deploy` and `destroy`.

`ENVIRONMENT_SUFFIX` makes a copy of the environment that `PAYINFRA_ENV` names.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from generator.diagnostics.findings import SpecError, ordered
from generator.diagnostics.render.text import as_text
from generator.diagnostics.usage_error import UsageError
from generator.synthesis.backends import start_node
from generator.synthesis.synthesize import synthesize
from generator.validation.environments import LoadedSpecs, load_specs, warn


def main() -> int:
    """Synthesize into the folder that the cdktf command line gives in CDKTF_OUTDIR."""
    try:
        start_node()
        loaded = _loaded()
        out = Path(os.environ.get("CDKTF_OUTDIR", "cdktf.out"))
        synthesize(loaded.specs, out, sources=loaded.environments, replace_manifest=True)
    except UsageError as error:
        print(f"payinfra: {error}", file=sys.stderr)
        return 2
    except SpecError as error:
        sys.stderr.write(as_text(ordered(error.findings)))
        return 1
    return 0


def _loaded() -> LoadedSpecs:
    """Return the specs that are asked for, after their warnings. Raises UsageError with the variable to set."""
    named = os.environ.get("PAYINFRA_ENV")
    try:
        loaded, findings = load_specs([named] if named else [], os.environ.get("ENVIRONMENT_SUFFIX"))
    except UsageError as error:
        raise UsageError(f"{error} (set PAYINFRA_ENV)") from error
    warn(findings)
    return loaded


if __name__ == "__main__":
    sys.exit(main())
