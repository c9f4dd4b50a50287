"""Prove that the controls see: single defects are planted into a synthesized stack, and each must be caught.

    python -m scripts.mutate_stack [STACK.json]

Without a file it takes the stack of specs/prod.yaml, synthesized anew. Most defects are derived: each attribute that a
control has accepted is changed, and the control must fail. The others are in scripts/mutations/by_hand.yaml. A defect
counts as caught by a control that passes the stack as it is and fails the one with the defect. Exit 1 where a defect by
hand is not caught, where no change of an accepted attribute is and scripts/mutations/unseen.yaml does not say why, or
where a control catches none.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.compliance.controls import CONTROLS
from generator.compliance.stack import Stack
from scripts.mutations import BY_HAND, UNSEEN
from scripts.mutations.change import apply_mutation
from scripts.mutations.derived import Place, places

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class MutationReport:
    """What the controls have seen: of defects by hand the codes by sentence, and the places that were changed."""

    by_hand: Mapping[str, frozenset[str]]
    derived: Sequence[Place]

    def missed(self) -> list[str]:
        """Return the defects by hand that no control has caught."""
        return [sentence for sentence, codes in self.by_hand.items() if not codes]

    def unseen(self) -> list[Place]:
        """Return the places at which no change was caught."""
        return [place for place in self.derived if not any(place.seen.values())]

    def idle(self) -> list[str]:
        """Return the codes of the controls that have caught nothing."""
        seeing = {place.control for place in self.derived if any(place.seen.values())}.union(*self.by_hand.values())
        return [control.CODE for control in CONTROLS if control.CODE not in seeing]

    def summary(self) -> str:
        """Return the counts, in a line each for the two kinds of defects and for the controls."""
        changes = [seen for place in self.derived for seen in place.seen.values()]
        return (
            f"by hand: {len(self.by_hand) - len(self.missed())} of {len(self.by_hand)} defects caught\n"
            f"derived: {sum(changes)} of {len(changes)} defects caught, at {len(self.derived) - len(self.unseen())} of "
            f"{len(self.derived)} places\nidle controls: {', '.join(self.idle()) or 'none'}"
        )


def run_mutations(document: Mapping[str, Any]) -> MutationReport:
    """Plant every defect into a stack, one at a time."""
    derived = [place for control in CONTROLS for place in places(document, control)]
    return MutationReport(detecting_controls(document), derived)


def failures(document: Mapping[str, Any]) -> frozenset[tuple[str, str, str]]:
    """Return every piece of evidence against a stack: control, address, attribute."""
    stack = Stack(document)
    return frozenset(
        (control.CODE, item.address, item.attribute)
        for control in CONTROLS
        for item in control.check(stack)
        if not item.ok
    )


def detecting_controls(
    document: Mapping[str, Any], defects: Mapping[str, Mapping[str, Any]] = BY_HAND
) -> dict[str, frozenset[str]]:
    """Return by the sentence of each defect the codes of the controls that see it and saw nothing like it before."""
    before = failures(document)
    found = {}
    # Read from text, a copy takes a fraction of the time.
    text = json.dumps(document)
    for sentence, steps in defects.items():
        changed = json.loads(text)
        apply_mutation(changed, steps)
        if changed == document:
            raise ValueError(f"{sentence}: planted nothing")
        found[sentence] = frozenset(code for code, *_ in failures(changed) - before)
    return found


def shipped_stack(name: str = "prod") -> dict[str, Any]:
    """Return the stack of a shipped spec."""
    from generator.synthesis.synthesize import synthesize
    from generator.validation.load import load_environment

    with tempfile.TemporaryDirectory() as folder:
        (file,) = synthesize(
            [load_environment(ROOT / "specs" / f"{name}.yaml")], Path(folder) / "out", enforce_compliance=False
        )
        loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return loaded


def wrong(proof: MutationReport, reasons: Mapping[str, str] = UNSEEN) -> Iterator[str]:
    """Yield what must not be: a defect that nobody sees, a reason that no longer holds, a control that sees nothing."""
    yield from (f"nobody sees that {sentence}" for sentence in proof.missed())
    unseen = {place.kind: place for place in proof.unseen()}
    yield from (
        f"no change is seen, and no reason given: {place}" for kind, place in unseen.items() if kind not in reasons
    )
    yield from (f"a reason for what is seen or gone: {kind}" for kind in reasons if kind not in unseen)
    yield from (f"{code} catches nothing" for code in proof.idle())


def main(argv: Sequence[str] | None = None) -> int:
    """Plant all defects, print what was caught, and return 1 where something was not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("stack", nargs="?", type=Path, help="a cdk.tf.json (default: specs/prod.yaml, synthesized)")
    arguments = parser.parse_args(argv)
    document = json.loads(arguments.stack.read_text(encoding="utf-8")) if arguments.stack else shipped_stack()
    proof = run_mutations(document)
    for sentence, codes in proof.by_hand.items():
        print(f"{'caught' if codes else 'MISSED':6}  {sentence}: {', '.join(sorted(codes)) or 'nobody'}")
    for place in proof.derived:
        for change, seen in place.seen.items():
            print(f"{'caught' if seen else 'passed':6}  {place} {change}")
    found = list(wrong(proof))
    print("", *found, proof.summary(), sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
