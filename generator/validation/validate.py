"""Check a spec, stage by stage.

    load      spec/load, spec/extends         YAML to nodes; every value keeps file, line and column
    merge     spec/merge                      what extends is laid over what it extends
    schema    spec/schema                     each file alone, then the merged whole with its defaults
    model     spec/deserialize, spec/model    frozen, typed objects
    rules     rules/                          what a schema cannot say: cross-field, AWS, PCI
    waivers   validation/waivers              findings that do not hold here are marked

A stage fails only at its end, so that an author sees all of its findings in one run. All of it is plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.diagnostics.findings import Finding, SpecError, has_errors, ordered
from generator.diagnostics.spec_path import SpecPath
from generator.planning.spec_facts import SpecFacts, account_facts, environment_facts
from generator.spec.extends import load_document
from generator.spec.model import Environment
from generator.spec.partial import dependents, describes_account, is_environment, partial_file_findings
from generator.spec.resolve import (
    Resolved,
    ResolvedAccount,
    resolve_account,
    resolve_document,
    resolve_file,
    resolve_plain,
)
from generator.system.clock import utc_date
from generator.system.parallel import run_on_cores
from generator.validation.across import compared_with, findings_across_run
from generator.validation.beyond_faults import errors_beyond
from generator.validation.causes import at_their_causes
from generator.validation.waivers import apply as waived

# So many files, beside the first, are checked faster by several processes than by one.
MINIMUM_FILES = 15
# Of larger files only what one look shows is reported.
QUICK_BYTES = 60_000


def load_environment(
    spec: Environment | Mapping[str, Any] | Path | str | None,
    *,
    environment_suffix: str | None = None,
    aws_region: str | None = None,
    default_tags: Mapping[str, str] | None = None,
    state_bucket: str | None = None,
    state_bucket_region: str | None = None,
) -> Environment:
    """Load a valid environment from a file, plain data or nothing but a suffix. Raises SpecError with all findings."""
    if isinstance(spec, Environment):
        return spec
    changes = overrides(environment_suffix, aws_region, default_tags, state_bucket, state_bucket_region)
    if isinstance(spec, Path | str):
        resolved = resolve_file(Path(spec), overrides=changes)
    else:
        resolved = resolve_plain(spec or {}, overrides=changes)
    findings = check_rules(resolved)
    if has_errors(findings):
        raise SpecError(findings)
    return resolved.environment


def overrides(
    environment_suffix: str | None = None,
    aws_region: str | None = None,
    default_tags: Mapping[str, str] | None = None,
    state_bucket: str | None = None,
    state_bucket_region: str | None = None,
) -> dict[str, Any]:
    """Return the overrides from outside the files as a spec, which is merged over them."""
    changes: dict[str, Any] = {"environmentSuffix": environment_suffix, "awsRegion": aws_region}
    if default_tags is not None:
        changes["tags"] = dict(default_tags)
    if state_bucket is not None:
        changes["state"] = {"backend": "s3", "bucket": state_bucket}
        if state_bucket_region is not None:
            changes["state"]["region"] = state_bucket_region
    return {key: value for key, value in changes.items() if value is not None}


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
            # A value that is wrong in one way is written anew; a name stands for all of its entry.
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


def check_file(path: Path, shown: str | None = None) -> list[Finding]:
    """Return all findings of one file. A file without `environmentSuffix` is partial: only the schema checks it."""
    findings, _ = check_and_compare(path, shown)
    return findings


def check_and_compare(path: Path, shown: str | None = None) -> tuple[list[Finding], SpecFacts | None]:
    """Return all findings of one file, and what it is compared with others by; None where it is not to be compared."""
    try:
        if is_account_file := describes_account(path):
            account = resolve_account(path, shown)
            return check_account(account), account_facts(account)
        document = load_document(path, shown)
        if not is_environment(document.node):
            return [*document.notes, *partial_file_findings(path, shown or str(path), document.node)], None
        resolved = resolve_document(document, {})
        findings = check_environment(resolved)
        findings = at_their_causes(findings, document, check_environment) if _is_quick(path) else findings
        return findings, environment_facts(resolved)
    except SpecError as error:
        if is_account_file:
            return ordered(error.findings), None
        beyond = errors_beyond(path, shown, error.findings, check_environment) if _is_quick(path) else []
        return ordered([*error.findings, *beyond]), None


def _is_quick(path: Path) -> bool:
    """Whether a file is so small that looking at it several times takes no patience; a spec has some thousand bytes."""
    try:
        return path.stat().st_size <= QUICK_BYTES
    except OSError:
        return False


def check_files(paths: Iterable[Path]) -> list[Finding]:
    """Return all findings of several files; what two of them share, because both extend a third, is reported once.

    With a partial file those that extend it are checked, too: only they show what it does.
    """
    chosen = dict.fromkeys(paths)
    for path in list(chosen):
        if path.is_file():
            chosen |= dict.fromkeys(dependents(path))
    checked = _check_each(list(chosen))
    # Those that are named lie before what others of their folder show of them.
    facts = sorted((one for _, one in checked if one is not None), key=lambda one: (one.kind, one.file))
    faulty = {one.file for findings, one in checked if one is not None and has_errors(findings)}
    across = findings_across_run(facts, compared_with(list(chosen), facts), faulty)
    return ordered([*(finding for findings, _ in checked for finding in findings), *across])


Checked = tuple[list[Finding], SpecFacts | None]


def _check_each(paths: Sequence[Path]) -> list[Checked]:
    """The findings and facts of each file: of many, in as many processes as there are cores."""
    # What the first file needs is loaded before the process is copied.
    first = _check_share(paths[:1])
    return [*first, *run_on_cores(_check_share, paths[1:], minimum=MINIMUM_FILES)]


def _check_share(paths: Sequence[Path]) -> list[Checked]:
    return [check_and_compare(path) for path in paths]
