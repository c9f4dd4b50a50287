"""What cdktf.json runs: the app of all environments, for `cdktf synth`, `diff`, `deploy` and `destroy`.

`ENVIRONMENT_SUFFIX` makes a copy of the environment that `PAYINFRA_ENV` names.
"""

from __future__ import annotations

import os
import sys

from generator.findings import SpecError, ordered
from generator.render.text import as_text
from generator.run import resolve_environments, warn
from generator.selection import SelectionError


def main() -> int:
    """Synthesize into the folder that the cdktf command line gives in CDKTF_OUTDIR."""
    named = os.environ.get("PAYINFRA_ENV")
    try:
        environments, findings = resolve_environments([named] if named else [], os.environ.get("ENVIRONMENT_SUFFIX"))
    except SelectionError as error:
        print(f"payinfra: {error} (set PAYINFRA_ENV)", file=sys.stderr)
        return 2
    except SpecError as error:
        sys.stderr.write(as_text(ordered(error.findings)))
        return 1
    warn(findings)
    from generator.engine import App
    from generator.making import add_stacks

    app = App()
    add_stacks(app, environments)
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
