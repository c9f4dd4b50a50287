"""Extract the facts by which specs of a run are compared: names, the account, its quotas, and their locations.

They are small, so that hundreds can be held, and handed from one process to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.findings import Finding, Level, Location
from generator.diagnostics.spec_path import SpecPath
from generator.planning.certificate_domain import requested_domain
from generator.planning.migration import active_migration
from generator.planning.quota_usage import account_usage, environment_usage
from generator.spec.model import Environment
from generator.spec.model.audit import Audit
from generator.spec.resolve import Resolved, ResolvedAccount

LOG_ROLE = "the role by which API Gateway writes logs"
_NAME = {"environment": SpecPath(("environmentSuffix",)), "account": SpecPath(("accountName",))}
ACCOUNT_LOG_ROLE = SpecPath(("api", "accountLogRole"))
CIDR = SpecPath(("network", "cidr"))
CUSTOM_DOMAIN = SpecPath(("api", "customDomain", "name"))
ON_PREMISES = SpecPath(("network", "onPremises", "cidrs"))
DEVICES = SpecPath(("network", "onPremises", "vpn", "customerGateways"))
DOMAIN = SpecPath(("loadBalancer", "certificate", "domain"))
DMS_METHOD = SpecPath(("migration", "replication", "method"))
# Where the use of a quota is decided.
USES: Mapping[str, SpecPath] = {
    "elasticIps": SpecPath(("network", "nat")),
    "lambdaConcurrency": SpecPath(("functions",)),
    "trails": SpecPath(("audit", "trail")),
    "dbInstances": SpecPath(("database", "readers")),
    "dbProxies": SpecPath(("database", "proxy")),
    "resolverEndpoints": SpecPath(("network", "onPremises", "resolver")),
    "virtualPrivateGateways": SpecPath(("network", "onPremises")),
    "tables": SpecPath(("tables",)),
    "buckets": SpecPath(("buckets",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecFacts:
    """One spec.

    file          its display path
    name          suffix of an environment, name of an account
    account_id    None where the spec does not bind itself to an account
    claims        what an account has once, and which value claims it
    needs_dms_roles, dms_roles  whether DMS is used, and whether the account's roles for it are created
    log_role      whether API Gateway's role is created or declared to exist; None where neither is
    remote_cidrs  the blocks on-premises that are routed
    devices       address and number of each customer gateway
    api_domain    the custom domain of the API
    certificate   the domain for which a certificate is requested; None where there is none
    uses, quotas  what it uses of each quota, and which quotas it declares as raised
    locations     location and path by names of each value that a finding can be about
    """

    file: str
    kind: Literal["environment", "account"]
    name: str
    account_id: str | None
    region: str
    claims: Mapping[str, SpecPath]
    log_role: bool | None
    cidr: str | None
    transit_gateway: str | None
    remote_cidrs: tuple[str, ...] = ()
    devices: tuple[tuple[str, int], ...] = ()
    api_domain: str | None = None
    certificate: str | None
    uses: Mapping[str, int]
    quotas: Mapping[str, int]
    locations: Mapping[SpecPath, tuple[Location | None, str | None]]
    needs_dms_roles: bool = False
    dms_roles: bool = False

    @property
    def name_pointer(self) -> SpecPath:
        return _NAME[self.kind]

    def shares_account(self, other: SpecFacts) -> bool:
        """Return whether both are, or may be, of one account and region."""
        return self.region == other.region and (None in (ids := {self.account_id, other.account_id}) or len(ids) == 1)

    def surely_shares_account(self, other: SpecFacts) -> bool:
        """Return whether both name the same account and region."""
        return self.region == other.region and self.account_id is not None and self.account_id == other.account_id

    def line(self, pointer: SpecPath) -> str:
        """Return file and line of a value, as a message names it."""
        at = self.locations[pointer][0]
        return f"{at.file}:{at.line}" if at else self.file

    def finding(self, code: str, pointer: SpecPath, problem: str, level: Level = "error") -> Finding:
        """Return a finding about a value, located."""
        location, path = self.locations[pointer]
        return Finding(code, pointer, problem, level, location, path)


def environment_facts(resolved: Resolved) -> SpecFacts:
    """Return the facts of an environment."""
    env = resolved.environment
    claims = _claims(env.audit)
    if env.api.account_log_role:
        claims[LOG_ROLE] = ACCOUNT_LOG_ROLE
    compared = (ACCOUNT_LOG_ROLE, CIDR, CUSTOM_DOMAIN, DEVICES, DMS_METHOD, DOMAIN, ON_PREMISES)
    pointers = {_NAME["environment"], *compared, *claims.values(), *USES.values()}
    remote = env.network.on_premises
    gateway = remote.transit_gateway_id if remote else None
    devices = remote.vpn.customer_gateways if remote and remote.vpn else ()
    domain = env.api.custom_domain
    return SpecFacts(
        file=_file(resolved),
        kind="environment",
        name=env.environment_suffix,
        account_id=env.account.id,
        region=env.aws_region,
        claims=claims,
        log_role=env.api.account_log_role or None,
        cidr=env.network.cidr,
        transit_gateway=gateway,
        remote_cidrs=tuple(remote.cidrs) if remote else (),
        devices=tuple((device.address, device.bgp_asn) for device in devices),
        api_domain=domain.name if domain else None,
        certificate=requested_domain(env),
        uses=environment_usage(env),
        quotas=_known_quotas(env),
        locations=_locations(resolved, pointers),
        needs_dms_roles=_needs_dms_roles(env),
    )


def account_facts(resolved: ResolvedAccount) -> SpecFacts:
    """Return the facts of an account."""
    account = resolved.account
    claims = _claims(account.audit)
    if account.api_log_role == "create":
        claims[LOG_ROLE] = SpecPath(("apiLogRole",))
    return SpecFacts(
        file=_file(resolved),
        kind="account",
        name=account.account_name,
        account_id=account.account.id,
        region=account.aws_region,
        claims=claims,
        log_role=account.api_log_role != "none",
        cidr=None,
        transit_gateway=None,
        certificate=None,
        uses=account_usage(account),
        quotas=dict(account.quotas),
        locations=_locations(resolved, {_NAME["account"], *claims.values(), *USES.values()}),
        dms_roles=account.dms_roles,
    )


def _needs_dms_roles(env: Environment) -> bool:
    move = active_migration(env)
    return move is not None and move.source is not None and move.replication.method == "dms"


def _claims(audit: Audit) -> dict[str, SpecPath]:
    """What AWS lets an account have once in a region."""
    at = SpecPath(("audit",))
    claimed = {
        "the recorder of AWS Config": (at / "config" / "enabled", audit.config.enabled and audit.config.recorder),
        "the detector of GuardDuty": (at / "guardDuty" / "enabled", audit.guard_duty.enabled),
        "Security Hub": (at / "securityHub" / "enabled", audit.security_hub.enabled),
    }
    return {name: pointer for name, (pointer, is_claimed) in claimed.items() if is_claimed}


def _known_quotas(env: Environment) -> dict[str, int]:
    """The quota of concurrency, which an environment may declare."""
    return {"lambdaConcurrency": env.account.lambda_concurrency}


def _file(resolved: Resolved | ResolvedAccount) -> str:
    return resolved.files[0] if resolved.files else "the spec"


def _locations(
    resolved: Resolved | ResolvedAccount, pointers: set[SpecPath]
) -> dict[SpecPath, tuple[Location | None, str | None]]:
    located = {pointer: resolved.locate(Finding("", pointer, "")) for pointer in pointers}
    return {pointer: (finding.location, finding.named_path) for pointer, finding in located.items()}
