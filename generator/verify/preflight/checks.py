"""Check what a spec needs of its account, one function a check. Each yields rows, and reads only the account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from generator.aws.availability_zones import is_zone_id
from generator.aws.quotas import CONCURRENCY, QUOTAS, Quota
from generator.aws.service_linked_roles import SERVICE_LINKED_ROLES
from generator.planning.certificate_domain import certificate_domain
from generator.planning.naming import Naming
from generator.planning.quota_usage import environment_usage
from generator.planning.unsupported_zones import unsupported_zones
from generator.spec.model import Environment
from generator.verify.preflight.account import AwsAccount
from generator.verify.preflight.rows import Row, Status

Check = Callable[[AwsAccount, Environment], Iterator[Row]]


def account_id(aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """The credentials are of the account that the spec names."""
    found, wanted = aws.identity(), env.account.id
    if wanted is None:
        yield Row("account", "warning", f"{found}, and the spec names none", f"set account.id to '{found}'")
    elif wanted != found:
        yield Row("account", "error", f"{found}, the spec is for {wanted}", "use the credentials of that account")
    else:
        yield Row("account", "ok", found)


def zones(aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """Each zone is there, and has the services that are used."""
    listed = aws.ask("ec2", lambda ec2: ec2.describe_availability_zones()["AvailabilityZones"]) or []
    ids = {zone["ZoneName"]: zone["ZoneId"] for zone in listed}
    avoided = unsupported_zones(env)
    for zone in env.network.zones:
        name, known = f"zone {zone}", zone in ids.values() if is_zone_id(zone) else f"{env.aws_region}{zone}" in ids
        found = zone if is_zone_id(zone) else ids.get(f"{env.aws_region}{zone}", "")
        if not known:
            yield Row(name, "error", "this account has no such zone", f"take one of {', '.join(sorted(ids))}")
        elif found in avoided:
            what = f"it is {found}, where AWS has no {' and no '.join(avoided[found])}"
            free = sorted(set(ids.values()) - set(avoided))
            yield Row(name, "error", what, f"name zones by their ids in network.zones: {', '.join(free[:3])}")
        else:
            yield Row(name, "ok", found)


def quotas(aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """What the environment uses fits into the account's real quotas, with what others use already."""
    used = environment_usage(env)
    for key, quota in QUOTAS.items():
        if quota.code is not None and used.get(key):
            yield _quota(aws, quota, used[key], env.environment_suffix)


def _quota(aws: AwsAccount, quota: Quota, used: int, suffix: str) -> Row:
    check, limit = f"quota {quota.name}", _limit(aws, quota)
    if limit is None:
        return Row(check, "unknown", f"Service Quotas does not say; AWS's default is {quota.default}, this uses {used}")
    present = _present(aws, quota, suffix)
    needed = used + (quota.reserved_by_aws if present is None else present)
    there = "" if present is None else f", {present} are there already"
    if needed > limit:
        remedy = f"ask for {needed} (Service Quotas, {quota.code}), which takes days, or use less"
        if quota is CONCURRENCY:
            remedy += ": 'reservedConcurrency: null' reserves nothing"
        return Row(check, "error", f"the account has {limit}, this needs {needed}{there}", remedy)
    return Row(check, "ok", f"{used} of {limit}{there}")


def _limit(aws: AwsAccount, quota: Quota) -> int | None:
    if quota is CONCURRENCY:
        settings = aws.ask("lambda", lambda client: client.get_account_settings()["AccountLimit"])
        return int(settings["ConcurrentExecutions"]) if settings else None
    found = aws.ask(
        "service-quotas",
        lambda client: client.get_service_quota(ServiceCode=quota.service, QuotaCode=quota.code)["Quota"],
    )
    return int(found["Value"]) if found else None


def _present(aws: AwsAccount, quota: Quota, suffix: str) -> int | None:
    """How many others there are, where that can be counted in one question."""
    questions: dict[str, Callable[[Any], Sequence[Any]]] = {
        "L-0263D0A3": lambda ec2: ec2.describe_addresses()["Addresses"],
        "L-F678F1CE": lambda ec2: ec2.describe_vpcs()["Vpcs"],
        "L-A4707A72": lambda ec2: ec2.describe_internet_gateways()["InternetGateways"],
    }
    question = questions.get(quota.code or "")
    if question is None:
        return None
    return sum(not _is_of(item, suffix) for item in aws.ask("ec2", question) or ())


def _is_of(item: Any, suffix: str) -> bool:
    return {"Key": "Environment", "Value": suffix} in item.get("Tags", ())


def log_role(aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """API Gateway may write logs."""
    settings = aws.ask("apigateway", lambda client: client.get_account()) or {}
    if settings.get("cloudwatchRoleArn"):
        yield Row("log role of API Gateway", "ok", settings["cloudwatchRoleArn"])
    elif env.api.account_log_role:
        yield Row("log role of API Gateway", "ok", "this environment makes it")
    else:
        remedy = "apply the account's stack first (payinfra new --account), or set api.accountLogRole"
        yield Row("log role of API Gateway", "error", "there is none: AWS refuses the API's stage", remedy)


def certificate(aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """The listener's certificate is issued, or can be."""
    wanted = env.load_balancer.certificate
    if env.load_balancer.protocol == "HTTP":
        return
    domain = certificate_domain(env.load_balancer, env.environment_suffix)
    if wanted.arn is not None:
        arn = wanted.arn
        found = aws.ask("acm", lambda acm: acm.describe_certificate(CertificateArn=arn)["Certificate"])
        yield _issued(found, domain)
    elif wanted.hosted_zone_id is not None:
        zone_id = wanted.hosted_zone_id
        zone = aws.ask("route53", lambda client: client.get_hosted_zone(Id=zone_id)["HostedZone"])
        yield _zone(zone, zone_id, domain)
    else:
        remedy = "set hostedZoneId or arn, or make the record of the output certificate_records while the apply waits"
        yield Row("certificate", "warning", f"{domain} is to be proven by hand", remedy)


def _issued(found: Any, domain: str) -> Row:
    if not found:
        return Row("certificate", "error", "ACM has none of this ARN here", "name one of this account and region")
    if found["Status"] != "ISSUED":
        return Row("certificate", "error", f"it is {found['Status']}", "make the records that ACM asks for, and wait")
    names = [found["DomainName"], *found.get("SubjectAlternativeNames", ())]
    if not any(_covers(name, domain) for name in names):
        return Row("certificate", "error", f"it is for {', '.join(names)}", f"{domain!r} is what API Gateway checks")
    return Row("certificate", "ok", f"issued for {found['DomainName']}")


def _covers(name: str, domain: str) -> bool:
    return name == domain or (name.startswith("*.") and domain.partition(".")[2] == name[2:])


def _zone(zone: Any, zone_id: str, domain: str) -> Row:
    if not zone:
        return Row("certificate", "error", f"there is no hosted zone {zone_id}", "name one of this account")
    name = str(zone["Name"]).rstrip(".")
    if not f".{domain}".endswith(f".{name}"):
        return Row("certificate", "error", f"{domain} is not in the zone {name}", "name the zone of the domain")
    return Row("certificate", "ok", f"{domain} is proven in the zone {name}")


def state(aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """The bucket of the state is there, and keeps former versions."""
    bucket = env.state.bucket
    if env.state.backend != "s3" or bucket is None:
        return
    if aws.ask("s3", lambda s3: s3.head_bucket(Bucket=bucket)) is None:
        yield Row("state bucket", "error", f"there is no {bucket}", "apply the account's stack: its output names one")
        return
    versioning = aws.ask("s3", lambda s3: s3.get_bucket_versioning(Bucket=bucket)) or {}
    on = versioning.get("Status") == "Enabled"
    remedy = "" if on else "turn its versioning on: a state that is overwritten is lost"
    yield Row("state bucket", "ok" if on else "warning", f"{bucket}, {'' if on else 'not '}versioned", remedy)


def names(aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """No name is taken, or waits for its deletion."""
    naming = Naming(env.environment_suffix)
    taken = list(_taken(aws, env, naming))
    if not taken:
        yield Row("names", "ok", f"none that ends with -{env.environment_suffix} is taken")
    else:
        remedy = "where these are not this environment itself, take another suffix, or destroy what is left"
        yield Row("names", "warning", f"taken: {', '.join(taken)}", remedy)


def _taken(aws: AwsAccount, env: Environment, naming: Naming) -> Iterator[str]:
    functions = [naming.name("lambda", function.name) for function in env.functions]
    tables = [naming.name("table", table.name) for table in env.tables]
    buckets = [naming.name("bucket", f"{bucket.name}-{aws.identity()}") for bucket in env.buckets]
    for name in functions:
        if aws.ask("lambda", lambda client, name=name: client.get_function(FunctionName=name)):  # type: ignore[misc]
            yield name
    for name in tables:
        if aws.ask("dynamodb", lambda client, name=name: client.describe_table(TableName=name)):  # type: ignore[misc]
            yield name
    for name in buckets:
        if aws.ask("s3", lambda client, name=name: client.head_bucket(Bucket=name)):  # type: ignore[misc]
            yield name


def service_roles(aws: AwsAccount, env: Environment) -> Iterator[Row]:
    """The roles that AWS makes for its services are there, or will be made."""
    for principal, role in SERVICE_LINKED_ROLES.items():
        found = aws.ask("iam", lambda iam, role=role: iam.get_role(RoleName=role))  # type: ignore[misc]
        status: Status = "ok" if found else "warning"
        remedy = f"AWS makes it on first use, if you may iam:CreateServiceLinkedRole for {principal}"
        yield Row(f"role {role}", status, "there" if found else "not there yet", "" if found else remedy)


CHECKS: tuple[Check, ...] = (account_id, zones, quotas, log_role, certificate, state, names, service_roles)
