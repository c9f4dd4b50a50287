"""Read and write what operators set for a rollout, and its state: parameters of Systems Manager, a JSON object each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SsmParameters:
    """Implements ports.ControlParameters by an SSM client; `key` is the KMS key that encrypts them."""

    client: Any
    key: str | None

    def read(self, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """`at` is when a value was written, by the clock of AWS. Raises ClientError if a parameter is gone."""
        parameters = [self.client.get_parameter(Name=name, WithDecryption=True)["Parameter"] for name in names]
        return {item["Name"]: {**json.loads(item["Value"]), "at": _seconds(item)} for item in parameters}

    def write(self, name: str, value: Mapping[str, Any]) -> None:
        """Without the key, Systems Manager would encrypt it with its own from then on."""
        text = json.dumps({key: part for key, part in value.items() if key != "at"})
        encryption = {"KeyId": self.key} if self.key else {}
        self.client.put_parameter(Name=name, Value=text, Type="SecureString", Overwrite=True, **encryption)


def _seconds(item: Mapping[str, Any]) -> float:
    return float(item["LastModifiedDate"].timestamp())
