"""Run checkov over the stacks of all shipped specs, as JSON and as plans.

    python -m scripts.scan [--checkov .tools/scanners/bin/checkov] [--json-only]

All of its checks are on. Exit 0 when every failed check is excused in scripts/scan_excuses.yaml, by name and with a
reason, when every excuse is needed, nothing failed to parse, and at least as many checks passed as the file says: a
scanner that reads nothing finds nothing. Plans need Terraform and the provider, but no account: what the stack asks of
STS is answered here.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator.synthesis.synthesize import synthesize
from generator.validation.load import load_environment
from generator.verify.errors import CannotVerify, StepFailed
from scripts.scan_plans import plans

ROOT = Path(__file__).parents[1]
EXCUSES = Path(__file__).with_name("scan_excuses.yaml")
CHECKOV = ROOT / ".tools" / "scanners" / "bin" / "checkov"
SHIPPED = ("dev", "prod", "staging")


@dataclass(frozen=True, slots=True)
class Excuse:
    """A check that may fail, where and why. `resources` is a pattern for the name after the type."""

    check: str
    resources: str
    reason: str

    def covers(self, check: str, resource: str) -> bool:
        return self.check == check and re.fullmatch(self.resources, resource.rpartition(".")[2]) is not None


@dataclass(frozen=True, slots=True)
class Scan:
    """The result of checkov for one form of the stacks: the checks that failed, each with its resource."""

    passed: int
    unparsed: tuple[str, ...]
    failed: tuple[tuple[str, str, str], ...]


def scan(checkov: Path, framework: str, files: Sequence[Path]) -> Scan:
    """Run checkov over files of one framework."""
    command = [str(checkov), "--framework", framework, "--skip-download", "--compact", "--quiet", "--output", "json"]
    command += [part for file in files for part in ("--file", str(file))]
    # Its own settings come from this command line alone.
    env = {key: value for key, value in os.environ.items() if not key.startswith(("CKV_", "CHECKOV_", "BC_"))}
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(command, cwd=empty, env=env, capture_output=True, text=True, check=False)
    try:
        return read(json.loads(done.stdout))
    except ValueError:
        raise SystemExit(f"checkov printed nothing that can be parsed: {(done.stderr or done.stdout)[-800:]}") from None


def read(report: Any) -> Scan:
    """Parse checkov's JSON: one report, or a list with one for each framework."""
    reports = [item for item in (report if isinstance(report, list) else [report]) if "summary" in item]
    failed = [
        (item["check_id"], item["resource"], item["check_name"])
        for report in reports
        for item in report["results"]["failed_checks"]
    ]
    return Scan(
        passed=sum(report["summary"]["passed"] for report in reports),
        unparsed=tuple(str(file) for report in reports for file in report["results"].get("parsing_errors", ())),
        failed=tuple(sorted(set(failed))),
    )


def faults(form: str, scan: Scan, excuses: Sequence[Excuse], fewest: int) -> Iterator[str]:
    """Yield what is wrong with a scan, apart from what is excused."""
    for file in scan.unparsed:
        yield f"{form}: cannot parse {Path(file).name}"
    if scan.passed < fewest:
        yield f"{form}: {scan.passed} checks passed, there were {fewest}: does it still see the resources?"
    for check, resource, name in scan.failed:
        if not any(excuse.covers(check, resource) for excuse in excuses):
            yield f"{form}: {check} {resource}: {name}"


def needless(scans: Sequence[Scan], excuses: Sequence[Excuse]) -> Iterator[str]:
    """Yield the excuses that excuse nothing any more."""
    for excuse in excuses:
        if not any(excuse.covers(check, resource) for scan in scans for check, resource, _ in scan.failed):
            yield f"{EXCUSES.name}: {excuse.check} for {excuse.resources!r} excuses nothing: take it out"


def stacks(folder: Path) -> list[Path]:
    """Synthesize the shipped specs, each stack in a folder of its own."""
    environments = [load_environment(ROOT / "specs" / f"{name}.yaml") for name in SHIPPED]
    return synthesize(environments, folder / "cdktf.out", enforce_compliance=False)


def readable(stack: Path, folder: Path) -> Path:
    """Write a copy that checkov can parse: it stumbles over `required_version`, which is a text and no block."""
    document = json.loads(stack.read_text(encoding="utf-8"))
    document["terraform"].pop("required_version", None)
    copy = folder / f"{stack.parent.name}.tf.json"
    copy.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return copy


def load_excuses(file: Path = EXCUSES) -> tuple[list[Excuse], Mapping[str, int]]:
    """Return the excuses, and how many checks passed when they were reviewed, by form."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [Excuse(**item) for item in content["excuses"]], content["passed"]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--checkov", type=Path, default=CHECKOV, help="default: the one that make installs")
    parser.add_argument("--json-only", action="store_true", help="leave the plans out, and with them Terraform")
    arguments = parser.parse_args(argv)
    try:
        return _scan_all(arguments.checkov, json_only=arguments.json_only)
    except (CannotVerify, StepFailed) as problem:
        print(problem, file=sys.stderr)
        return 2


def _scan_all(checkov: Path, *, json_only: bool) -> int:
    excuses, fewest = load_excuses()
    with tempfile.TemporaryDirectory(prefix="payinfra-scan.") as name:
        folder = Path(name)
        files = stacks(folder)
        scans = {"json": scan(checkov, "terraform_json", [readable(file, folder) for file in files])}
        if not json_only:
            scans["plan"] = scan(checkov, "terraform_plan", plans(files, folder))
    found = [fault for form, one in scans.items() for fault in faults(form, one, excuses, fewest[form])]
    if not json_only:
        found += needless(list(scans.values()), excuses)
    for form, one in scans.items():
        print(f"{form}: {one.passed} checks passed, {len(one.failed)} failed on purpose or by fault")
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
