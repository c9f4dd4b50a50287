"""Check what a spec needs of its account: a function a check, which yields rows and only reads from the account."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.aws.availability_zones import is_zone_id
from generator.aws.service_linked_roles import SERVICE_LINKED_ROLES
from generator.planning.naming import Naming
from generator.planning.unsupported_zones import unsupported_zones
from generator.spec.model import Environment
from generator.verify.preflight.account import AwsAccount
from generator.verify.preflight.certificate import certificate
from generator.verify.preflight.quotas import quotas
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
