"""CloudTrail into the audit bucket, with digests that prove no file was changed, and into CloudWatch Logs for alarms.

The role's trust has no condition on the source: CloudTrail documents none for the delivery to CloudWatch Logs, and the
role can do nothing but write to the streams of this account in the trail's own group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.builders.encryption import AuditKeys
from generator.builders.log_group import build_log_group
from generator.builders.policy import policy, statement, trust
from generator.builders.storage import StorageExports
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.audit import Access, DataEvents, Trail
from generator.stack_plan import Scope, aws, step

# Resource type in CloudTrail's words, and what follows the ARN of what holds the data.
RESOURCE_TYPES: Mapping[str, tuple[str, str]] = {
    "buckets": ("AWS::S3::Object", "/"),
    "functions": ("AWS::Lambda::Function", ""),
    "tables": ("AWS::DynamoDB::Table", ""),
}
# What a service calls by itself has no ARN of a caller, and so begins with nothing.
ANY_IDENTITY = "arn:"
ArnsByKind = Mapping[str, Mapping[str, Arn]]


@step
def build_trail(
    scope: Scope,
    trail: Trail,
    naming: Naming,
    *,
    account: Account,
    keys: AuditKeys,
    storage: StorageExports,
    arns: ArnsByKind,
) -> str:
    """Build the trail and return the name of its log group. `arns` by kind and name: what data events may select."""
    name = naming.name("trail")
    log_group, log_group_arn = build_log_group(
        scope,
        "log-group-trail",
        naming.log_group("trail"),
        key=keys.logs,
        retention_days=trail.log_retention_days,
    )
    role_arn, permissions = _delivery_role(scope, naming, account, log_group_arn)
    aws.Cloudtrail(
        scope,
        "trail",
        name=name,
        s3_bucket_name=storage.audit.name,
        kms_key_id=keys.audit,
        enable_log_file_validation=True,
        enable_logging=True,
        include_global_service_events=True,
        is_multi_region_trail=trail.multi_region,
        # CloudTrail wants the group's streams, hence the colon and star.
        cloud_watch_logs_group_arn=f"{log_group_arn}:*",
        cloud_watch_logs_role_arn=role_arn,
        advanced_event_selector=list(_selectors(trail, arns)),
        insight_selector=[aws.CloudtrailInsightSelector(insight_type=kind) for kind in trail.insights] or None,
        # CloudTrail tries the role when the trail is made.
        depends_on=[permissions],
        tags={"Name": name},
    )
    return log_group


def _delivery_role(scope: Scope, naming: Naming, account: Account, log_group_arn: Arn) -> tuple[str, Any]:
    name = naming.name("role", "trail")
    role = aws.IamRole(
        scope,
        "role-trail",
        name=name,
        assume_role_policy=trust("cloudtrail.amazonaws.com"),
        tags={"Name": name},
    )
    streams = f"{log_group_arn}:log-stream:{account.id}_CloudTrail_{account.region}*"
    permissions = aws.IamRolePolicy(
        scope,
        "role-trail-policy",
        name="deliver",
        role=role.id,
        policy=policy(statement("Deliver", ["logs:CreateLogStream", "logs:PutLogEvents"], streams)),
    )
    return role.arn, permissions


def _selectors(trail: Trail, arns: ArnsByKind) -> Iterator[Any]:
    category = _field("eventCategory", equal_to=["Management"])
    yield aws.CloudtrailAdvancedEventSelector(
        name="management", field_selector=[category, *_access(trail.management_events)]
    )
    for events in trail.data_events:
        selected = list(_selected(events, arns[events.of]))
        if selected:
            yield aws.CloudtrailAdvancedEventSelector(name=events.name, field_selector=_data_fields(events, selected))


def _data_fields(events: DataEvents, selected: list[str]) -> list[Any]:
    resource_type, _ = RESOURCE_TYPES[events.of]
    return [
        _field("eventCategory", equal_to=["Data"]),
        _field("resources.type", equal_to=[resource_type]),
        _field("resources.ARN", starts_with=selected),
        *_access(events.access),
        *([_field("eventName", equal_to=list(events.event_names))] if events.event_names else ()),
        *([_field("userIdentity.arn", starts_with=[ANY_IDENTITY])] if events.callers == "identities" else ()),
    ]


def _selected(events: DataEvents, arns: Mapping[str, Arn]) -> Iterator[str]:
    _, tail = RESOURCE_TYPES[events.of]
    for name in events.include or arns:
        yield f"{arns[name]}{tail}"


def _access(access: Access) -> list[Any]:
    return [] if access == "all" else [_field("readOnly", equal_to=["true" if access == "read" else "false"])]


def _field(name: str, **tests: Any) -> Any:
    return aws.CloudtrailAdvancedEventSelectorFieldSelector(field=name, **tests)
