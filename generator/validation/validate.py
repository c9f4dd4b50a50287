"""Check a spec, stage by stage.

    load      spec/load, spec/extends         YAML to nodes; every value keeps file, line and column
    merge     spec/merge                      what extends is laid over what it extends
    schema    spec/schema                     each file alone, then the merged whole with its defaults
    model     spec/deserialize, spec/model    frozen, typed objects
    rules     rules/                          what a schema cannot say: cross-field, AWS, PCI
    waivers   validation/waivers              findings that the spec suppresses are marked

A stage fails only at its end, so that an author sees all of its findings in one run. All of it is plain Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.diagnostics.findings import Finding, SpecError, has_errors, ordered
from generator.diagnostics.spec_path import SpecPath
from generator.planning.spec_facts import SpecFacts, account_facts, environment_facts
from generator.spec.extends import load_document
from generator.spec.file_kinds import describes_account, is_environment, partial_file_findings
from generator.spec.resolve import (
    Resolved,
    ResolvedAccount,
    resolve_account,
    resolve_document,
)
from generator.system.clock import utc_date
from generator.validation.invalid_specs import rule_errors
from generator.validation.root_causes import located_at_causes
from generator.validation.waivers import apply as waived

# Of larger files only what one look shows is reported.
QUICK_BYTES = 60_000


def check_rules(resolved: Resolved) -> list[Finding]:
    """Return the findings of every rule, located in the author's files, with waivers applied."""
    from generator import rules

    found = [resolved.locate(finding) for finding in rules.findings(resolved.environment)]
    judged = waived([*resolved.notes, *found], resolved.environment.waivers, utc_date())
    return ordered(finding if finding.location else resolved.locate(finding) for finding in judged)


def check_environment(resolved: Resolved) -> list[Finding]:
    """Return the findings of the rules, and of functions that have no code on this machine.

    Where there are errors, advice about what nobody has written, or about a value that is wrong anyway, waits; and of
    several rules that one value breaks, the first speaks.
    """
    from generator.packaging.archives import missing_sources

    missing = missing_sources(resolved.environment.functions)
    findings = ordered([*check_rules(resolved), *map(resolved.locate, missing)])
    return ordered(_first_causes(findings, resolved)) if has_errors(findings) else findings


def _first_causes(findings: Sequence[Finding], resolved: Resolved) -> Iterator[Finding]:
    first: dict[SpecPath, str] = {}
    for finding in findings:
        if finding.level == "error":
            # A value that is wrong in one way is written anew; a name identifies all of its entry.
            is_value = resolved.is_scalar(finding.pointer) and finding.pointer[-1] != "name"
            if not is_value or first.setdefault(finding.pointer, finding.code) == finding.code:
                yield finding
    faulty = {finding.pointer for finding in findings if finding.level == "error"}
    for finding in findings:
        if finding.level != "error" and finding.pointer not in faulty and not resolved.is_default_value(finding):
            yield finding


def check_account(resolved: ResolvedAccount) -> list[Finding]:
    """Return the findings of the rules for accounts, located, with waivers applied."""
    from generator.rules.account import account_findings

    found = [resolved.locate(finding) for finding in account_findings(resolved.account)]
    judged = waived([*resolved.notes, *found], resolved.account.waivers, utc_date())
    return ordered(finding if finding.location else resolved.locate(finding) for finding in judged)


def check_file(path: Path, display_path: str | None = None) -> list[Finding]:
    """Return all findings of one file. A file without `environmentSuffix` is partial: only the schema checks it."""
    findings, _ = check_and_compare(path, display_path)
    return findings


def check_and_compare(path: Path, display_path: str | None = None) -> tuple[list[Finding], SpecFacts | None]:
    """Return all findings of one file, and what it is compared with others by; None where it is not to be compared."""
    try:
        if is_account_file := describes_account(path):
            account = resolve_account(path, display_path)
            return check_account(account), account_facts(account)
        document = load_document(path, display_path)
        if not is_environment(document.node):
            return [*document.notes, *partial_file_findings(path, display_path or str(path), document.node)], None
        resolved = resolve_document(document, {})
        findings = check_environment(resolved)
        findings = located_at_causes(findings, document, check_environment) if _is_quick(path) else findings
        return findings, environment_facts(resolved)
    except SpecError as error:
        if is_account_file:
            return ordered(error.findings), None
        beyond = rule_errors(path, display_path, error.findings, check_environment) if _is_quick(path) else []
        return ordered([*error.findings, *beyond]), None


def _is_quick(path: Path) -> bool:
    """Whether a file is so small that looking at it several times takes no patience; a spec has some thousand bytes."""
    try:
        return path.stat().st_size <= QUICK_BYTES
    except OSError:
        return False
