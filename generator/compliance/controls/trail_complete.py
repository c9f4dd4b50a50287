"""A trail records what is done in the account, in every region, with digests that prove no file was changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import blocks, is_true
from generator.compliance.trails import selected, selectors, values

CODE = "C-AUD001"
TITLE = "A trail records all that is done, and cannot be changed unseen"
REQUIREMENTS = tuple("10.2.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.3.2 10.3.3 10.3.4".split())
SEVERITY: Severity = "critical"


def _trail(**changes: Any) -> Example:
    trail = {
        "enable_log_file_validation": True,
        "is_multi_region_trail": True,
        "s3_bucket_name": "${aws_s3_bucket.b.id}",
        "cloud_watch_logs_group_arn": "${aws_cloudwatch_log_group.g.arn}:*",
        "cloud_watch_logs_role_arn": "${aws_iam_role.r.arn}",
        "advanced_event_selector": [
            {"field_selector": [{"field": "eventCategory", "equals": ["Management"]}]},
            {"field_selector": [{"field": "resources.ARN", "starts_with": ["${aws_s3_bucket.b.arn}/"]}]},
        ],
    }
    return {
        "resource": {
            "aws_cloudtrail": {"t": {**trail, **changes}},
            "aws_s3_bucket": {"b": {}},
            "aws_cloudwatch_log_group": {"g": {}},
            "aws_iam_role": {"r": {}},
        }
    }


GOOD: Example = _trail()
BAD: Example = _trail(enable_log_file_validation=False)

ON = ("enable_log_file_validation", "is_multi_region_trail")
ON_UNLESS_SAID = ("enable_logging", "include_global_service_events")
# Whoever has an ARN: what AWS services call by themselves is left out, and nobody else.
ANY_IDENTITY = "arn:"
DATA = ("aws_lambda_function", "aws_s3_bucket")


def check(stack: Stack) -> Iterator[Evidence]:
    trails = stack.of("aws_cloudtrail")
    if not trails and stack.of("aws_s3_bucket"):
        yield missing("aws_cloudtrail", "there is no trail")
    for trail in trails:
        for path in ON:
            yield observe(trail, path, is_true(trail.get(path)))
        for path in ON_UNLESS_SAID:
            yield observe(trail, path, is_true(trail.get(path, True)), "on where it is unset")
        yield observe(trail, "s3_bucket_name", stack.follow(trail.get("s3_bucket_name"), "aws_s3_bucket") is not None)
        group = str(trail.get("cloud_watch_logs_group_arn", "")).removesuffix(":*")
        watched = stack.follow(group, "aws_cloudwatch_log_group") is not None
        yield observe(trail, "cloud_watch_logs_group_arn", watched, "" if watched else "no metric filter can watch it")
        role = stack.follow(trail.get("cloud_watch_logs_role_arn"), "aws_iam_role") is not None
        yield observe(trail, "cloud_watch_logs_role_arn", role)
        yield _management(trail)
        yield from _whole(trail)
    for kind in DATA if trails else ():
        covered = selected(stack, kind)
        for resource in stack.of(kind):
            at = covered.get(resource.address)
            note = "" if at else "no trail has its data events"
            yield Evidence(resource.address, "data events", at, at is not None, note)


def _management(trail: Resource) -> Evidence:
    """Every call that manages anything, reads and writes alike: no field may take some out."""
    path = "advanced_event_selector"
    for selector in selectors(trail):
        if values(selector.get("eventCategory")) == ["Management"] and set(selector) == {"eventCategory"}:
            return observe(trail, path, True, "all management events", observed="Management")
    simple = trail.blocks("event_selector")
    if not simple and not trail.blocks(path):
        return observe(trail, path, True, "all management events, as nothing else is said")
    whole = any(
        is_true(item.get("include_management_events", True))
        and item.get("read_write_type", "All") == "All"
        and not item.get("exclude_management_event_sources")
        for item in simple
    )
    return observe(trail, path, whole, "" if whole else "leaves management events out")


def _whole(trail: Resource) -> Iterator[Evidence]:
    """Data events that are selected by what they are about, and not thinned out by who called."""
    for index, item in enumerate(trail.blocks("advanced_event_selector")):
        for condition in blocks(item, "field_selector"):
            field = str(condition.get("field"))
            identities = field == "userIdentity.arn" and condition.get("starts_with") == [ANY_IDENTITY]
            by_caller = field.startswith("userIdentity") and not identities
            thinned = by_caller or any(key.startswith("not_") for key in condition)
            if thinned:
                path = f"advanced_event_selector[{index}].{field}"
                yield Evidence(trail.address, path, dict(condition), False, "leaves some callers or objects out")
