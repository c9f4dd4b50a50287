"""Read and update aliases of functions by the Lambda API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from traffic_control.ports import READY


@dataclass(frozen=True, slots=True)
class LambdaAliases:
    """Implements ports.Aliases by a Lambda client; each alias is named by its colour."""

    client: Any

    def version(self, function: str, colour: str) -> str:
        return str(self.client.get_alias(FunctionName=function, Name=colour)["FunctionVersion"])

    def point(self, function: str, colour: str, version: str) -> None:
        """Also ends a weighted routing of the alias itself, if somebody has set one."""
        routing: dict[str, Any] = {"AdditionalVersionWeights": {}}
        self.client.update_alias(FunctionName=function, Name=colour, FunctionVersion=version, RoutingConfig=routing)

    def provisioned(self, function: str, colour: str) -> str:
        """An alias that gets another version gives up its environments, and Lambda initializes new ones."""
        try:
            found = self.client.get_provisioned_concurrency_config(FunctionName=function, Qualifier=colour)
        except self.client.exceptions.ProvisionedConcurrencyConfigNotFoundException:
            return READY
        return str(found["Status"])
