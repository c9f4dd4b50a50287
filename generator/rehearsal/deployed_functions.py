"""Deploy the functions of the move into the emulator: the archives that the stack would get, with its variables."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.packaging.archives import Archives
from generator.planning.environment_variables import METRICS_NAMESPACE, variable
from generator.planning.migration import function_settings
from generator.rehearsal.emulator import Emulator
from generator.rehearsal.granted_resources import GrantedResources
from generator.spec.model import Environment
from generator.spec.model.functions import COLOURS, Function
from generator.verify.emulators.server_process import ACCOUNT

RELAY, PROCESSING, REPLICATION = "payment-relay", "transaction-processing", "database-replication"
CONTROL, MIGRATION = "traffic-control", "database-migration"
NEEDED = (MIGRATION, PROCESSING, RELAY, REPLICATION, CONTROL)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/rehearsal"
# A version differs from the one before, or none is made.
_VERSIONS = itertools.count(2)


class RehearsalError(Exception):
    """A step of the rehearsal failed. The message says which, and what was answered."""


class FunctionFailed(RehearsalError):
    """A function ended with an error, which is in the message."""


@dataclass(frozen=True, slots=True)
class DeployedFunctions:
    """The deployed functions, by their names in the spec. `changed` are variables that were set later, or taken out."""

    env: Environment
    emulator: Emulator
    resources: GrantedResources
    archives: Archives
    more: Mapping[str, Mapping[str, str]]
    changed: dict[str, dict[str, str | None]] = field(default_factory=dict)

    def deploy(self, name: str, *, without: tuple[str, ...] = ()) -> None:
        """Create a function with both aliases at its first version; `without` leaves variables out."""
        self.changed[name] = dict.fromkeys(without)
        function, client = self.function(name), self.emulator.client("lambda")
        client.create_function(
            FunctionName=self.full_name(name),
            Runtime=function.runtime,
            Role=ROLE,
            Handler=function.entry_point(),
            Code={"ZipFile": self.archives.archive(function).path.read_bytes()},
            Timeout=function.timeout_seconds,
            MemorySize=function.memory_megabytes,
            Environment={"Variables": self._kept(function)},
        )
        version = client.publish_version(FunctionName=self.full_name(name))["Version"]
        for colour in COLOURS:
            client.create_alias(FunctionName=self.full_name(name), Name=colour, FunctionVersion=version)

    def configure(self, name: str, **changes: str | None) -> None:
        """Publish a version with variables that are changed, or None to go, and point both aliases to it, as an apply
        does; without changes, one that remembers nothing."""
        self.changed[name] |= changes
        client, known = self.emulator.client("lambda"), self.full_name(name)
        kept = {**self._kept(self.function(name)), "REHEARSAL_VERSION": str(next(_VERSIONS))}
        client.update_function_configuration(FunctionName=known, Environment={"Variables": kept})
        version = client.publish_version(FunctionName=known)["Version"]
        for colour in COLOURS:
            client.update_alias(FunctionName=known, Name=colour, FunctionVersion=version)

    def invoke(self, name: str, event: Mapping[str, Any], alias: str = "green") -> Any:
        """Return the answer of a function. Raises FunctionFailed."""
        answer = self.emulator.client("lambda").invoke(
            FunctionName=f"{self.full_name(name)}:{alias}", Payload=json.dumps(event).encode()
        )
        text = answer["Payload"].read().decode()
        if answer.get("FunctionError"):
            raise FunctionFailed(f"{name} failed at {dict(event).get('action', 'its call')}: {text[:2000]}")
        return json.loads(text)

    def full_name(self, name: str) -> str:
        """Return the name that a function has in AWS."""
        return self.resources.naming.name("lambda", name)

    def function(self, name: str) -> Function:
        """Return a function of the spec."""
        return next(function for function in self.env.functions if function.name == name)

    def _kept(self, function: Function) -> dict[str, str]:
        changed = {**self.variables(function), **self.changed[function.name]}
        return {name: value for name, value in changed.items() if value is not None}

    def variables(self, function: Function) -> dict[str, str]:
        """Return the variables that the stack sets, with those that differ in a rehearsal merged over them."""
        variables = {
            "ENVIRONMENT_SUFFIX": self.env.environment_suffix,
            # Callers come in behind API Gateway, which names them.
            "PAYMENTS_TENANCY": "off",
            "POWERTOOLS_LOG_LEVEL": function.log_level,
            "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
            "POWERTOOLS_SERVICE_NAME": self.full_name(function.name),
            "POWERTOOLS_TRACE_DISABLED": "true",
        }
        for kind, grants in function.grants.by_kind().items():
            for grant in grants:
                name = variable(kind, grant.name)
                if name is not None:
                    variables[name] = self.resources.value(kind, grant)
        variables |= {item.name: item.value for item in function.environment}
        variables |= function_settings(self.env).values.get(function.name, {})
        return {**variables, **self.more.get("", {}), **self.more.get(function.name, {})}
