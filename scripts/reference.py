"""Write docs/reference and the list of controls: `python -m scripts.reference`."""

from __future__ import annotations

from scripts import controls_reference, findings_reference, spec_reference


def main() -> None:
    for reference in (spec_reference, findings_reference, controls_reference):
        reference.PAGE.parent.mkdir(parents=True, exist_ok=True)
        reference.PAGE.write_text(reference.page(), encoding="utf-8")
    controls_reference.IDS.write_text(controls_reference.ids(), encoding="utf-8")


if __name__ == "__main__":
    main()
