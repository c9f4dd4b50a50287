"""A CloudWatch log group: encrypted with the logs key, with retention, deleted on destroy. All are built here."""

from __future__ import annotations

from generator.planning.references import Arn
from generator.stack_plan import Scope, aws, step


@step
def build_log_group(scope: Scope, construct_id: str, name: str, *, key: Arn, retention_days: int) -> tuple[str, Arn]:
    """Build a log group, and return its name and ARN. The name is a reference, so that its users wait for it."""
    group = aws.CloudwatchLogGroup(
        scope,
        construct_id,
        name=name,
        kms_key_id=key,
        retention_in_days=retention_days,
        skip_destroy=False,
        tags={"Name": name},
    )
    return group.name, Arn(group.arn)
