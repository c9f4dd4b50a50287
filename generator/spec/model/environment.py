"""One environment of the payment platform. Only environmentSuffix is required; everything else has a secure
default.

Generated from schemas/environment.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model.account_binding import AccountBinding
from generator.spec.model.api import Api
from generator.spec.model.audit import Audit
from generator.spec.model.buckets import Bucket
from generator.spec.model.database import Database
from generator.spec.model.encryption import Encryption
from generator.spec.model.functions import Function
from generator.spec.model.load_balancer import LoadBalancer
from generator.spec.model.migration import Migration
from generator.spec.model.monitoring import Monitoring
from generator.spec.model.network import Network
from generator.spec.model.parameters import Parameter
from generator.spec.model.protection import Protection
from generator.spec.model.rollouts import Rollout
from generator.spec.model.secrets import Secret
from generator.spec.model.state import State
from generator.spec.model.tables import Table
from generator.spec.model.topics import Topic
from generator.spec.model.waivers import Waiver
from generator.spec.record import Record


class Environment(Record):
    """One environment of the payment platform. Only environmentSuffix is required; everything else has a secure
    default.
    """

    pointer: SpecPath
    environment_suffix: str
    """The name of the environment; every resource name ends with it. A file that sets it is an environment."""
    production: bool
    """Whether customers depend on this environment: turns on the warnings about thrift that would hurt them, such
    as a single NAT gateway or no readers.
    """
    compliance: Literal["off", "warn", "enforce"]
    """What the PCI DSS controls over the synthesized stack do: off, warn (print what fails), or enforce (refuse to
    synthesize).
    """
    aws_region: str
    """The AWS region. The zones of the network must lie in it."""
    provider_version: str
    """The version constraint for the Terraform AWS provider. The default is what this project is tested with, and
    comes with a lock file.
    """
    tags: Mapping[str, str]
    """Tags for every resource, besides Environment and ManagedBy, which are always set."""
    state: State
    """Where Terraform keeps its state."""
    account: AccountBinding
    """The AWS account that the stack belongs to: which it is, how Terraform gets in, and what validation must know
    of it.
    """
    network: Network
    """The VPC: three zones with public, private and isolated database subnets, and the ways in and out of them."""
    encryption: Encryption
    """The customer-managed KMS keys, one a domain of data."""
    protection: Protection
    """What survives a slip. Off by default, so that an environment can be taken away whole; meant for production.
    What is protected bears a tag Protected, and a destroy needs an apply before it that turns this off.
    """
    database: Database
    """The Aurora PostgreSQL cluster: one writer and its readers, spread over three zones."""
    load_balancer: LoadBalancer
    """The private Application Load Balancer and its blue and green targets. Its listener rules follow from the
    routes of `api`.
    """
    api: Api
    """The REST API at the front: what it takes, who may call it, and how much."""
    monitoring: Monitoring
    """Metrics from logs, alarms, and dashboards. The shipped ones watch everything that the stack has; take them,
    change them by name, or remove them.
    """
    audit: Audit
    """CloudTrail, and the detective services of which an account may hold one only."""
    tables: tuple[Table, ...]
    """The DynamoDB tables."""
    buckets: tuple[Bucket, ...]
    """The S3 buckets for audit logs and other records. Each is versioned, encrypted, private, TLS-only and emptied
    on destroy.
    """
    parameters: tuple[Parameter, ...]
    """Configuration values in SSM Parameter Store, as /parameter-<suffix>/<name>."""
    topics: tuple[Topic, ...]
    """The SNS topics for alerts, and who receives them. Each is encrypted with the messaging key."""
    secrets: tuple[Secret, ...]
    """The secrets in Secrets Manager, under the secrets key, and their rotation. A spec never has a value."""
    functions: tuple[Function, ...]
    """The Lambda functions. Each has its own role, key use, log group, dead-letter queue and the aliases blue and
    green.
    """
    migration: Migration | None
    """The move of payments from a system on-premises (blue) to AWS (green): claims that decide whose a payment is,
    the relay in front of on-premises, replication both ways, and the rollout that moves the weights. The phase
    decides what exists and what is allowed; null where nothing moves.
    """
    rollouts: tuple[Rollout, ...]
    """Guarded rollouts: each moves the weights of some targets from blue to green step by step, watches alarms
    meanwhile, and goes back by itself. It is compiled into a Step Functions state machine of the stack. With the
    first one comes the function traffic-control.
    """
    waivers: tuple[Waiver, ...]
    """Findings and controls that do not hold here, each for a reason and until a day. What the schema or AWS
    refuses cannot be waived.
    """
