"""The REST API at the front: what it takes, who may call it, and how much.

Generated from schemas/api.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model_methods import api as methods
from generator.spec.record import Record


class ApiKey(Record):
    """One key."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    enabled: bool
    """Whether the key is taken."""


class Throttle(Record):
    """The most that the stage, and each key of the usage plan, lets pass."""

    pointer: SpecPath
    requests_per_second: int
    """Steady requests a second."""
    burst: int
    """Requests at once."""


class CustomDomain(Record):
    """A domain of your own with TLS 1.2 and later; the default endpoint is then closed. With PRIVATE it answers at
    the execute-api endpoints that the API admits.
    """

    pointer: SpecPath
    name: str
    """The host name."""
    certificate_arn: str
    """Its certificate in ACM in this region."""
    hosted_zone_id: str | None
    """The Route 53 zone that gets the alias record, a private one with PRIVATE; null: you make it."""
    truststore_uri: str | None
    """Mutual TLS: the PEM bundle in S3 of the authorities whose client certificates are taken; null for none. Not
    with PRIVATE.
    """


ManagedRules = Literal["ip-reputation", "anonymous-ip", "common", "known-bad-inputs", "sql-injection", "linux"]


class Firewall(Record):
    """The web ACL before the stage."""

    pointer: SpecPath
    requests_per_five_minutes: int | None
    """Requests from one address in five minutes, above which it is blocked. Null derives it from the throttle: all
    of it for PRIVATE, whose callers are a few servers or one address on-premises; a tenth for REGIONAL.
    """
    managed_rules: tuple[ManagedRules, ...]
    """AWS's managed rule groups, in this order. ip-reputation and anonymous-ip know public addresses only: add them
    for REGIONAL.
    """
    count_only: tuple[ManagedRules, ...]
    """Groups of managedRules that count what they would block, to try them out. anonymous-ip would block callers in
    other clouds, too.
    """
    count_only_rules: tuple[Literal["NoUserAgent_HEADER", "SizeRestrictions_BODY"], ...]
    """Rules of the group common that count what they would block. Machines often send no User-Agent, and the
    functions take bodies of 16 KiB, twice what the rule does.
    """


class BodyModel(Record):
    """One model."""

    pointer: SpecPath
    name: str
    """The name of the model: lower-case words with hyphens, each beginning with a letter."""
    schema: Mapping[str, Any]
    """JSON Schema, draft 04. A value that fails a keyword other than type, required and additionalProperties is
    repeated in the execution log, unless the keyword stands in {not: {not: {...}}}, which means the same.
    """


class RequestParameter(Record):
    """One of them."""

    pointer: SpecPath
    name: str
    """Its name."""
    required: bool
    """Whether every request must have it."""


class Route(Record):
    """One route."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
    """The method."""
    path: str
    """The path. A segment in braces is a parameter."""
    target: str
    """The target in loadBalancer.targets that answers."""
    query: tuple[RequestParameter, ...]
    """Query parameters that a request may have. API Gateway refuses a request that lacks a required one."""
    headers: tuple[RequestParameter, ...]
    """Headers that a request may have. API Gateway refuses a request that lacks a required one."""
    body: str | None
    """The model in api.models that the body must fit; null where none is looked at."""

    segments = methods.segments
    path_parameters = methods.path_parameters


class Api(Record):
    """The REST API at the front: what it takes, who may call it, and how much."""

    pointer: SpecPath
    endpoint_type: Literal["REGIONAL", "PRIVATE"]
    """PRIVATE is reachable through the execute-api interface endpoint only; REGIONAL from the internet."""
    vpc_endpoint_ids: tuple[str, ...]
    """With PRIVATE: the endpoints through which the API may be called; none given: the network's own."""
    stage_name: str
    """The stage: the first segment of the path at the default endpoint."""
    vpc_link: Literal["nlb", "direct"]
    """The way to the balancer: through a Network Load Balancer, or direct, which needs AWS provider 6.25 or later
    and says so in the stack.
    """
    authorization: Literal["iam", "apiKey", "iamAndApiKey"]
    """Who may call: iam asks for a signed request (SigV4), apiKey for a key of the usage plan, iamAndApiKey for
    both. There is no open API.
    """
    tenancy: Literal["off", "enforced"]
    """For whom a caller may act: enforced for the merchants that list its ARN among their callers, off for every
    merchant. An environment for trying things out, whose merchants list nobody, must say off.
    """
    api_keys: tuple[ApiKey, ...]
    """API keys. Their values are in Terraform's state: make keys outside and add them to the usage plan where that
    matters.
    """
    throttle: Throttle
    """The most that the stage, and each key of the usage plan, lets pass."""
    daily_quota: int | None
    """Requests a day for each key; null for no quota."""
    integration_timeout_seconds: int
    """Seconds that the API waits for an answer. More than 29 needs a raised quota of the account, which AWS grants
    for REGIONAL and PRIVATE APIs and may pay for with a lower throttle.
    """
    logging_level: Literal["OFF", "ERROR", "INFO"]
    """What the execution log tells. Bodies and headers are never logged."""
    log_retention_days: int
    """Days that CloudWatch keeps a log. Only the values that CloudWatch Logs knows; 400 serves twelve months of
    audit trail.
    """
    account_log_role: bool
    """Also set the role by which API Gateway writes logs. It is one for the whole account and region: switch it on
    in one environment only.
    """
    client_certificate: bool
    """Show a client certificate of API Gateway's to the balancer."""
    custom_domain: CustomDomain | None
    """A domain of your own with TLS 1.2 and later; the default endpoint is then closed. With PRIVATE it answers at
    the execute-api endpoints that the API admits.
    """
    firewall: Firewall
    """The web ACL before the stage."""
    models: tuple[BodyModel, ...]
    """What bodies look like."""
    routes: tuple[Route, ...]
    """The routes. Each brings a method of the API and a rule of the balancer's listener."""
