"""A resolved spec as frozen, typed objects: one module a section, mirrored property by property in `schemas/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model.account import AccountLimits
from generator.spec.model.api import Api
from generator.spec.model.audit import Audit
from generator.spec.model.buckets import Bucket
from generator.spec.model.database import Database
from generator.spec.model.encryption import Encryption
from generator.spec.model.functions import Function
from generator.spec.model.load_balancer import LoadBalancer
from generator.spec.model.monitoring import Monitoring
from generator.spec.model.network import Network
from generator.spec.model.parameters import Parameter
from generator.spec.model.secrets import Secret
from generator.spec.model.state import State
from generator.spec.model.tables import Table
from generator.spec.model.topics import Topic
from generator.spec.model.waivers import Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One environment: everything that the stack of it is made from."""

    pointer: SpecPath
    environment_suffix: str
    production: bool
    compliance: Literal["off", "warn", "enforce"]
    aws_region: str
    provider_version: str
    tags: Mapping[str, str]
    state: State
    account: AccountLimits
    network: Network
    encryption: Encryption
    tables: tuple[Table, ...]
    buckets: tuple[Bucket, ...]
    parameters: tuple[Parameter, ...]
    topics: tuple[Topic, ...]
    secrets: tuple[Secret, ...]
    database: Database
    functions: tuple[Function, ...]
    load_balancer: LoadBalancer
    api: Api
    monitoring: Monitoring
    audit: Audit
    waivers: tuple[Waiver, ...]
