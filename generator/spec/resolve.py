"""Resolve a spec to one environment: extends, overrides from outside, defaults, schema, typed model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics.findings import Finding, SpecError, has_errors
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.deserialize import deserialize
from generator.spec.extends import Document, load_document
from generator.spec.file_kinds import is_account
from generator.spec.implied_entries import with_implied_entries
from generator.spec.locate import is_default_value, locate_finding
from generator.spec.merge import merge, without_removed
from generator.spec.model import Environment
from generator.spec.model.account import AwsAccount
from generator.spec.node import Node, find, from_plain, location_of, to_plain
from generator.spec.renamed_keys import deprecated_keys, with_new_names
from generator.spec.schema_faults import faults_when_resolved, schema_faults

# What a spec describes.
Spec = Environment | AwsAccount


@dataclass(frozen=True, slots=True)
class Resolved:
    """A valid spec: the typed environment, and the node tree with the location of each value."""

    environment: Environment
    node: Node
    files: tuple[str, ...]
    written: Node = Node({})  # noqa: RUF009  # immutable
    """As `node`, with the entries that are removed."""
    notes: tuple[Finding, ...] = ()
    """Warnings of loading."""

    @property
    def spec(self) -> Spec:
        return self.environment

    def locate(self, finding: Finding) -> Finding:
        """Return the finding with its location in the author's file."""
        return locate_finding(finding, self.node, self.written)

    def is_scalar(self, at: SpecPath) -> bool:
        """Return whether a text, a number, true, false or null is at a pointer."""
        node = find(self.node, at)
        return node is not None and not isinstance(node.value, dict | tuple)

    def is_default_value(self, finding: Finding) -> bool:
        """Return whether no file has a value where the finding is: it is about a default."""
        return is_default_value(finding, self.node)


@dataclass(frozen=True, slots=True)
class ResolvedAccount:
    """A valid spec of an account: as `Resolved` is for an environment."""

    account: AwsAccount
    node: Node
    files: tuple[str, ...]
    written: Node = Node({})  # noqa: RUF009  # immutable
    notes: tuple[Finding, ...] = ()

    @property
    def spec(self) -> Spec:
        return self.account

    def locate(self, finding: Finding) -> Finding:
        """Return the finding with its location in the author's file."""
        return locate_finding(finding, self.node, self.written)


def resolve_file(
    path: Path, *, display_path: str | None = None, overrides: Mapping[str, Any] | None = None
) -> Resolved:
    """Resolve a spec file. Raises SpecError with every fault of the stage that failed."""
    document = load_document(path, display_path)
    return resolve_document(document, overrides or {})


def resolve_document(document: Document, overrides: Mapping[str, Any]) -> Resolved:
    """Resolve files whose every one has passed the schema. Raises SpecError."""
    return _resolve(document.node, document.files, overrides, document.notes)


def resolve_plain(plain: Mapping[str, Any], *, overrides: Mapping[str, Any] | None = None) -> Resolved:
    """Resolve a spec given as plain data, as a program that uses TapStack may hold it."""
    node = from_plain(plain)
    return resolve_node(node, (), overrides or {})


def resolve_node(node: Node, files: tuple[str, ...], overrides: Mapping[str, Any]) -> Resolved:
    """Resolve a merged tree: the overrides are laid over it, the defaults below. Raises SpecError."""
    faults = schema_faults(node)
    faults += [] if faults else deprecated_keys(node)
    if has_errors(faults):
        raise SpecError(faults)
    return _resolve(with_new_names(node), files, overrides, tuple(faults))


def _resolve(node: Node, files: tuple[str, ...], overrides: Mapping[str, Any], notes: tuple[Finding, ...]) -> Resolved:
    if is_account(node):
        raise SpecError([_not_an_environment(node)])
    written, complete = _completed(merge(node, from_plain(overrides)))
    outside = Node(from_plain(overrides).value, node.location)
    faults = schema_faults(outside) if overrides else []
    faults += faults_when_resolved(complete)
    if has_errors(faults):
        raise SpecError(faults)
    return Resolved(deserialize(Environment, to_plain(complete), SpecPath()), complete, files, written, notes)


def _not_an_environment(node: Node) -> Finding:
    at = SpecPath((schema.ACCOUNT_NAME,))
    message = "this describes an account, and an environment is needed: name a spec that sets 'environmentSuffix'"
    return Finding("SPC007", at, message, location=location_of(node, at))


def resolve_account(path: Path, display_path: str | None = None) -> ResolvedAccount:
    """Resolve the spec of an account. Raises SpecError with every fault of the stage that failed."""
    document = load_document(path, display_path)
    written, complete = _completed(document.node)
    faults = faults_when_resolved(complete)
    if has_errors(faults):
        raise SpecError(faults)
    account = deserialize(AwsAccount, to_plain(complete), SpecPath())
    return ResolvedAccount(account, complete, document.files, written, document.notes)


def _completed(node: Node) -> tuple[Node, Node]:
    """The tree with its defaults; and without the entries that are removed."""
    written = schema.with_defaults(with_implied_entries(node))
    return written, without_removed(written)
