"""Write docs/reference/findings.md: every id, what it is about, its source, whether it can be waived, an example.

The rules describe themselves; the examples are the broken specs of the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from generator.diagnostics.findings import REFERENCE
from generator.rules.catalog import RuleInfo, rule_infos
from scripts.refresh_cases import cases

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / REFERENCE
LONGEST_EXAMPLE = 14
HEADINGS: Mapping[str, str] = {
    "ACC": "Accounts",
    "API": "API",
    "AUD": "Audit",
    "DBS": "Database",
    "DDB": "Tables",
    "EXT": "Extending",
    "FUN": "Functions",
    "KMS": "Encryption",
    "LBR": "Load balancer",
    "MIG": "Migration",
    "MON": "Monitoring",
    "NAM": "Names",
    "NET": "Network",
    "PAR": "Parameters",
    "PKG": "Packaging",
    "PRO": "Protection",
    "PRV": "Provider",
    "QUO": "Quotas",
    "S3B": "Buckets",
    "REL": "Colours and releases",
    "ROL": "Rollouts",
    "SCH": "Schema",
    "SEC": "Secrets",
    "SNS": "Topics",
    "SPC": "Specs",
    "STA": "State",
    "TAG": "Tags",
    "WAI": "Waivers",
    "YML": "YAML",
}
HEAD = """\
# Findings

Every id that `payinfra validate` shows, in the order of the alphabet. Written by `make reference` from the rules
themselves; the examples are tests. What can be waived ([waivers](../waivers.md)) says so. Ids that begin with `C-` are
those of [controls](controls.md).
"""


def page() -> str:
    """Return the whole page."""
    examples = _examples()
    known = sorted(rule_infos(), key=lambda about: about.code)
    sections = [
        _section(prefix, list(group), examples) for prefix, group in groupby(known, lambda about: about.code[:3])
    ]
    return "\n".join([HEAD, *sections])


def _section(prefix: str, group: list[RuleInfo], examples: Mapping[str, str]) -> str:
    return "\n".join([f"## {HEADINGS.get(prefix, prefix)}", "", *(_entry(about, examples) for about in group)])


def _entry(about: RuleInfo, examples: Mapping[str, str]) -> str:
    lines = [f"### {about.code}", "", f"**{about.summary[:1].upper()}{about.summary[1:]}.** {about.why}", ""]
    facts = [f"Source: {about.source}." if about.source else "", _waivable(about)]
    lines += [" ".join(fact for fact in facts if fact), ""]
    return "\n".join(lines + ([examples[about.code], ""] if about.code in examples else []))


def _waivable(about: RuleInfo) -> str:
    return {"yes": "Can be waived.", "no": "Cannot be waived."}.get(about.waivable, "Can be waived as a warning.")


def _examples() -> dict[str, str]:
    """The first short case of each id, with the line that it gives."""
    found: dict[str, str] = {}
    for case in cases():
        for code, example in _of_case(case):
            found.setdefault(code, example)
    return found


def _of_case(case: Path) -> Iterator[tuple[str, str]]:
    raw, findings = (case / "spec.yaml").read_bytes(), (case / "findings.txt").read_text(encoding="utf-8")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return
    lines = text.splitlines()
    errors = [line for line in findings.splitlines() if ": 1:1:" not in line]
    if len(lines) > LONGEST_EXAMPLE or not all(line.isprintable() for line in lines) or not lines:
        return
    for line in errors:
        code = re.search(r"\[([A-Z0-9]{6})\]$", line)
        if code and not line.startswith("spec.yaml:1:1: warning") and "base.yaml" not in line:
            yield code.group(1), f"```yaml\n{text.rstrip()}\n```\n\n```text\n{line}\n```"
