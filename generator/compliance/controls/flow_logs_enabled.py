"""All traffic of a VPC is in flow logs, rejected and accepted alike."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import number

CODE = "C-LOG001"
TITLE = "All traffic of every VPC is in flow logs"
REQUIREMENTS = ("10.2.1", "10.2.1.5", "1.2.6")
SEVERITY: Severity = "high"
_VPC: Example = {"aws_vpc": {"v": {}}, "aws_cloudwatch_log_group": {"g": {}}, "aws_iam_role": {"r": {}}}
_LOG = {
    "vpc_id": "${aws_vpc.v.id}",
    "log_destination": "${aws_cloudwatch_log_group.g.arn}",
    "iam_role_arn": "${aws_iam_role.r.arn}",
}
GOOD: Example = {"resource": {**_VPC, "aws_flow_log": {"f": {**_LOG, "traffic_type": "ALL"}}}}
BAD: Example = {"resource": {**_VPC, "aws_flow_log": {"f": {**_LOG, "traffic_type": "ACCEPT"}}}}

# The provider's own default is ten minutes.
LONGEST_SECONDS = 600
FIELDS = ("srcaddr", "dstaddr", "srcport", "dstport", "protocol", "action", "start")


def check(stack: Stack) -> Iterator[Evidence]:
    for vpc in stack.of("aws_vpc"):
        logs = stack.attached("aws_flow_log", vpc, "vpc_id")
        if not logs:
            yield missing(vpc.address, "has no flow log")
        for log in logs:
            yield observe(log, "traffic_type", log.get("traffic_type") == "ALL")
            destination = stack.follow(log.get("log_destination"), "aws_cloudwatch_log_group", "aws_s3_bucket")
            yield observe(log, "log_destination", destination is not None)
            if destination is not None and destination.type == "aws_cloudwatch_log_group":
                role = stack.follow(log.get("iam_role_arn"), "aws_iam_role")
                yield observe(
                    log, "iam_role_arn", role is not None, "" if role else "nothing may write to the log group"
                )
            interval = number(log.get("max_aggregation_interval", LONGEST_SECONDS)) or 0
            yield observe(
                log, "max_aggregation_interval", 0 < interval <= LONGEST_SECONDS, "seconds; 600 where it is unset"
            )
            layout = log.get("log_format")
            complete = layout is None or all(field in str(layout) for field in FIELDS)
            yield observe(log, "log_format", complete, "" if complete else f"needs {', '.join(FIELDS)}")
