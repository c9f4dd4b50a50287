"""Proof that the controls see: single defects are planted into a synthesized stack, and each must be caught.

    python -m scripts.mutate_stack [STACK.json]

Without a file it takes the stack of specs/prod.yaml, synthesized anew. A defect counts as caught by a control that
passes the stack as it is and fails the one with the defect. Exit 1 where a defect is not caught, or where a control
catches none.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.compliance.controls import CONTROLS
from generator.compliance.stack import Stack
from scripts.mutations import MUTATIONS
from scripts.mutations.change import Mutation

ROOT = Path(__file__).parents[1]


def failures(document: Mapping[str, Any]) -> frozenset[tuple[str, str, str]]:
    """Every piece of evidence against a stack: control, address, attribute."""
    stack = Stack(document)
    return frozenset(
        (control.CODE, item.address, item.attribute)
        for control in CONTROLS
        for item in control.check(stack)
        if not item.ok
    )


def caught(document: Mapping[str, Any], mutations: Iterable[Mutation] = MUTATIONS) -> dict[str, frozenset[str]]:
    """By the sentence of each mutation the codes of the controls that see it and saw nothing like it before."""
    before = failures(document)
    found = {}
    # Read from text, a copy takes a fraction of the time.
    text = json.dumps(document)
    for mutation in mutations:
        changed = json.loads(text)
        mutation.plant(changed)
        if changed == document:
            raise ValueError(f"{mutation.sentence}: planted nothing")
        found[mutation.sentence] = frozenset(code for code, *_ in failures(changed) - before)
    return found


def blind(found: Mapping[str, frozenset[str]]) -> list[str]:
    """The codes of the controls that have caught nothing."""
    seeing = frozenset().union(*found.values())
    return [control.CODE for control in CONTROLS if control.CODE not in seeing]


def shipped_stack(name: str = "prod") -> dict[str, Any]:
    """The stack of a shipped spec."""
    from generator.synthesis.synthesize import synthesize
    from generator.validation.validate import load_environment

    with tempfile.TemporaryDirectory() as folder:
        (file,) = synthesize([load_environment(ROOT / "specs" / f"{name}.yaml")], Path(folder) / "out", judged=False)
        loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return loaded


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("stack", nargs="?", type=Path, help="a cdk.tf.json (default: specs/prod.yaml, synthesized)")
    arguments = parser.parse_args(argv)
    document = json.loads(arguments.stack.read_text(encoding="utf-8")) if arguments.stack else shipped_stack()
    found = caught(document)
    for sentence, codes in found.items():
        print(f"{'caught' if codes else 'MISSED':6}  {sentence}: {', '.join(sorted(codes)) or 'nobody'}")
    unseen, idle = [sentence for sentence, codes in found.items() if not codes], blind(found)
    print(f"\n{len(found) - len(unseen)} of {len(found)} defects caught; idle controls: {', '.join(idle) or 'none'}")
    return 1 if unseen or idle else 0


if __name__ == "__main__":
    sys.exit(main())
