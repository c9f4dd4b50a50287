"""Write docs/reference, the list of controls and the runbook of the move: `python -m scripts.reference`."""

from __future__ import annotations

from scripts import (
    account_reference,
    controls_reference,
    findings_reference,
    migration_runbook,
    quotas_reference,
    spec_reference,
)


def main() -> None:
    references = (
        spec_reference,
        account_reference,
        findings_reference,
        controls_reference,
        quotas_reference,
        migration_runbook,
    )
    for reference in references:
        reference.PAGE.parent.mkdir(parents=True, exist_ok=True)
        reference.PAGE.write_text(reference.page(), encoding="utf-8")
    controls_reference.IDS.write_text(controls_reference.ids(), encoding="utf-8")


if __name__ == "__main__":
    main()
