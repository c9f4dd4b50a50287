"""What an AWS account has once in a region, whatever environments live in it: applied before the first of them,
destroyed after the last. Only accountName is required.

Generated from schemas/account.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model.account_binding import AccountBinding
from generator.spec.model.audit import Audit
from generator.spec.model.buckets import Bucket
from generator.spec.model.encryption import Encryption
from generator.spec.model.protection import Protection
from generator.spec.model.state import State
from generator.spec.model.waivers import Waiver
from generator.spec.record import Record


class StateBucket(Record):
    """The bucket in which Terraform keeps the states of the environments, with a key of its own. Its name is an
    output.
    """

    pointer: SpecPath
    enabled: bool
    """False makes none, as where the organization has one."""
    noncurrent_expire_after_days: int
    """Days that a former version of a state is kept."""
    empty_on_destroy: bool
    """True lets destroy delete the states that are still in the bucket; false stops a destroy before it loses them."""


ApiLogRole = Literal["create", "existing", "none"]


class Deployments(Record):
    """The role by which a CI system deploys, without a key that lasts: it proves who it is with a token of its own
    (OpenID Connect).
    """

    pointer: SpecPath
    provider: Literal["github", "gitlab"] | None
    """The CI system; null makes no role."""
    create_provider: bool
    """False uses the identity provider that the account has already, of which there is one a host."""
    subjects: tuple[str, ...]
    """Whose tokens are accepted, as the CI system writes them: a repository with its environment or branch."""
    policy_arns: tuple[str, ...]
    """What the role may do: managed policies."""
    maximum_session_minutes: int
    """How long one session of the role lasts at most: longer than an apply."""


class Budget(Record):
    """One budget."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    monthly_dollars: int
    """The limit in US dollars a month."""
    alert_percent: tuple[int, ...]
    """The parts of the limit at which mail is sent, of what was spent."""
    emails: tuple[str, ...]
    """Who is told."""


class AwsAccount(Record):
    """What an AWS account has once in a region, whatever environments live in it: applied before the first of them,
    destroyed after the last. Only accountName is required.
    """

    pointer: SpecPath
    account_name: str
    """The name of the account; every resource name ends with it. A file that sets it describes an account."""
    aws_region: str
    """The AWS region: what an account has once, it has once in each region."""
    provider_version: str
    """The version constraint for the Terraform AWS provider. The default is what this project is tested with, and
    comes with a lock file.
    """
    compliance: Literal["off", "warn", "enforce"]
    """What the controls over the resources of this stack do: off, warn (print what fails), or enforce (refuse to
    synthesize).
    """
    tags: Mapping[str, str]
    """Tags for every resource, besides Environment and ManagedBy, which are always set."""
    account: AccountBinding
    """The AWS account that the stack belongs to: which it is, how Terraform gets in, and what validation must know
    of it.
    """
    state: State
    """Where Terraform keeps the state of this stack: local at first, as it makes the bucket for all states; moved
    there afterwards.
    """
    encryption: Encryption
    """The customer-managed KMS keys, one a domain of data."""
    protection: Protection
    """What survives a slip. Off by default, so that an environment can be taken away whole; meant for production.
    What is protected bears a tag Protected, and a destroy needs an apply before it that turns this off.
    """
    state_bucket: StateBucket
    """The bucket in which Terraform keeps the states of the environments, with a key of its own. Its name is an
    output.
    """
    api_log_role: ApiLogRole
    """The role by which API Gateway writes the logs of every API of the account and region: create makes it,
    existing says that somebody else has, none that no API here writes logs. Without it AWS refuses the stage of
    an environment.
    """
    service_linked_roles: tuple[str, ...]
    """Services whose service-linked role is made here. AWS makes most of them when a service is first used, and
    refuses a second one: leave out those that the account has, which `payinfra preflight` tells.
    """
    dms_roles: bool
    """True makes the roles dms-vpc-role and dms-cloudwatch-logs-role, whose names AWS Database Migration Service
    demands.
    """
    log_delivery_policy: bool
    """True lets AWS deliver the logs of web ACLs into their log groups by one resource policy, of which a region
    has ten; false leaves it to AWS, which writes one when logging is first turned on.
    """
    audit: Audit
    """The account's trail over all regions, and the detective services of which an account has one a region."""
    buckets: tuple[Bucket, ...]
    """The S3 buckets for audit logs and other records. Each is versioned, encrypted, private, TLS-only and emptied
    on destroy.
    """
    deployments: Deployments
    """The role by which a CI system deploys, without a key that lasts: it proves who it is with a token of its own
    (OpenID Connect).
    """
    budgets: tuple[Budget, ...]
    """What the account may cost a month, and who is told."""
    quotas: Mapping[str, int]
    """Quotas of the account that were raised, as validate holds what all environments use together against them:
    docs/reference/quotas.md lists them with AWS's defaults.
    """
    waivers: tuple[Waiver, ...]
    """Findings and controls that do not hold here, each for a reason and until a day. What the schema or AWS
    refuses cannot be waived.
    """
