"""The one warning that cut-down bindings give."""

from __future__ import annotations

import sys

VARIABLE = "PAYINFRA_BINDINGS"


def warn(reason: str) -> None:
    text = f"payinfra: the stock AWS bindings run, which takes longer: {reason} ({VARIABLE}=stock asks for them)"
    print(text, file=sys.stderr)
