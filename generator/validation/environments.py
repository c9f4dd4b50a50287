"""Load the specs of a run, all of them before anything is synthesized."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics.findings import Finding, SpecError, has_errors, ordered
from generator.diagnostics.render.wrap import terminal_width, wrap_text
from generator.diagnostics.usage_error import UsageError
from generator.planning.spec_facts import account_facts, environment_facts
from generator.spec.model import Environment
from generator.spec.model.account import AwsAccount
from generator.spec.resolve import Resolved, ResolvedAccount, Spec, resolve_account, resolve_file
from generator.validation.cross_spec import check_across_specs, neighbouring_facts
from generator.validation.load import overrides
from generator.validation.spec_selection import account_files, environment_files
from generator.validation.validate import check_account, check_environment


@dataclass(frozen=True, slots=True)
class SpecSource:
    """An environment and its file. The node tree is read again where it is needed: it would take six times the memory
    of all else, for each of what may be hundreds."""

    environment: Environment
    path: Path
    suffix: str | None

    @property
    def spec(self) -> Environment:
        return self.environment

    @property
    def is_production(self) -> bool:
        return self.environment.production

    def resolved(self, path: Path | None = None) -> Resolved:
        """Read the file again, or another revision of it."""
        return resolve_file(path or self.path, overrides=overrides(self.suffix))


@dataclass(frozen=True, slots=True)
class AccountSource:
    """An account and its file."""

    account: AwsAccount
    path: Path

    @property
    def spec(self) -> AwsAccount:
        return self.account

    @property
    def is_production(self) -> bool:
        """It is applied by a person, before any pipeline has a role, and so without an approved plan."""
        return False

    def resolved(self, path: Path | None = None) -> ResolvedAccount:
        """Read the file again, or another revision of it."""
        return resolve_account(path or self.path)


AnySource = SpecSource | AccountSource


@dataclass(frozen=True, slots=True)
class LoadedSpecs:
    """The valid specs of a run: accounts first, as they are applied."""

    accounts: tuple[AccountSource, ...]
    environments: tuple[SpecSource, ...]

    @property
    def specs(self) -> list[Spec]:
        return [*(source.account for source in self.accounts), *(source.environment for source in self.environments)]


def resolve_environments(names: Sequence[str], suffix: str | None) -> tuple[list[Environment], list[Finding]]:
    """Return the environments and the warnings about them. Raises SpecError with all findings where one is an error."""
    sources, findings = load_environments(names, suffix)
    return [source.environment for source in sources], findings


def load_environments(names: Sequence[str], suffix: str | None) -> tuple[list[SpecSource], list[Finding]]:
    """Return the environments with their files, and the warnings. Raises as `resolve_environments` does."""
    chosen = environment_files(names)
    if not chosen:
        raise UsageError("there is no environment in specs/: a file is one when it sets environmentSuffix")
    loaded, findings = _load(_for_suffix(chosen, suffix), [], suffix)
    return list(loaded.environments), findings


def load_specs(names: Sequence[str], suffix: str | None) -> tuple[LoadedSpecs, list[Finding]]:
    """Return environments and accounts, and the warnings about them. Raises as `resolve_environments` does."""
    accounts = account_files(names) if suffix is None else []
    others = [name for name in names if not account_files([name])]
    chosen = environment_files(others) if others or not names else []
    if not chosen and not accounts:
        raise UsageError("there is no environment in specs/: a file is one when it sets environmentSuffix")
    return _load(_for_suffix(chosen, suffix) if chosen else [], accounts, suffix)


def _load(
    environments: Sequence[Path], accounts: Sequence[Path], suffix: str | None
) -> tuple[LoadedSpecs, list[Finding]]:
    findings: list[Finding] = []
    resolved_accounts: list[ResolvedAccount] = []
    resolved: list[Resolved] = []
    for path in accounts:
        try:
            account = resolve_account(path)
        except SpecError as error:
            findings += error.findings
            continue
        findings += check_account(account)
        resolved_accounts.append(account)
    for path in environments:
        try:
            one = resolve_file(path, overrides=overrides(suffix))
        except SpecError as error:
            findings += error.findings
            continue
        findings += check_environment(one)
        resolved.append(one)
    facts = [*map(account_facts, resolved_accounts), *map(environment_facts, resolved)]
    findings += check_across_specs(facts, neighbouring_facts([*accounts, *environments], facts))
    if has_errors(findings):
        raise SpecError(findings)
    loaded = LoadedSpecs(
        tuple(AccountSource(one.account, Path(one.files[0])) for one in resolved_accounts),
        tuple(SpecSource(one.environment, Path(one.files[0]), suffix) for one in resolved),
    )
    return loaded, ordered(findings)


def warn(findings: Iterable[Finding], width: int | None = None) -> None:
    """Print findings that do not stop a run to standard error: in lines of a width where it is recorded for another."""
    for finding in findings:
        sys.stderr.write(wrap_text(f"{finding}\n", width or terminal_width(sys.stderr)))


def _for_suffix(chosen: list[Path], suffix: str | None) -> list[Path]:
    """The environment that a suffix from outside is for: the only one chosen, or the one whose file bears its name."""
    if suffix is None or len(chosen) == 1:
        return chosen
    named = [path for path in chosen if path.stem == suffix]
    if named:
        return named
    known = ", ".join(path.stem for path in chosen)
    raise UsageError(f"suffix {suffix!r} makes a copy of one environment: say which of {known}")
