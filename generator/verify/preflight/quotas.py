"""Check that an environment fits into the quotas of its account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from generator.aws.quotas import CONCURRENCY, QUOTAS, Quota
from generator.planning.quota_usage import environment_usage
from generator.spec.model import Environment
from generator.verify.preflight.account import AwsAccount
from generator.verify.preflight.rows import Row


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
