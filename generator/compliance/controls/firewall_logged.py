"""The web ACL logs its requests, without credentials and query strings."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import attribute, blocks, listed

CODE = "C-LOG004"
TITLE = "The firewall's log holds no credentials"
REQUIREMENTS = ("3.3.1", "3.4.1", "10.2.1", "10.2.1.4")
SEVERITY: Severity = "high"

# What a filter must leave in the log.
KEPT = {"BLOCK", "COUNT"}
REDACTED = ("authorization", "x-api-key")


def _logging(names: tuple[str, ...]) -> Example:
    fields = [*({"single_header": {"name": name}} for name in names), {"query_string": {}}]
    logging = {
        "resource_arn": "${aws_wafv2_web_acl.w.arn}",
        "log_destination_configs": ["${aws_cloudwatch_log_group.g.arn}"],
        "redacted_fields": fields,
    }
    return {
        "resource": {
            "aws_wafv2_web_acl": {"w": {}},
            "aws_cloudwatch_log_group": {"g": {}},
            "aws_wafv2_web_acl_logging_configuration": {"l": logging},
        }
    }


GOOD: Example = _logging(REDACTED)
BAD: Example = _logging(())


def _kept(config: Resource) -> set[str] | None:
    """The actions that a filter keeps; None without a filter."""
    filters = config.blocks("logging_filter")
    if not filters:
        return None
    return {
        str(attribute(condition, "action_condition.action"))
        for item in filters
        for each in blocks(item, "filter")
        if each.get("behavior") == "KEEP" and each.get("requirement") == "MEETS_ANY"
        for condition in blocks(each, "condition")
    }


def check(stack: Stack) -> Iterator[Evidence]:
    for acl in stack.of("aws_wafv2_web_acl"):
        configs = stack.attached("aws_wafv2_web_acl_logging_configuration", acl, "resource_arn")
        if not configs:
            yield missing(acl.address, "has no aws_wafv2_web_acl_logging_configuration")
        for config in configs:
            targets = listed(config.get("log_destination_configs"))
            known = [stack.follow(value, "aws_cloudwatch_log_group", "aws_s3_bucket") for value in targets]
            yield observe(config, "log_destination_configs", bool(known) and None not in known)
            fields = config.blocks("redacted_fields")
            headers = {str(attribute(field, "single_header.name")).lower() for field in fields}
            missed = [name for name in REDACTED if name not in headers]
            note = f"shows {', '.join(missed)}" if missed else "credentials are left out"
            yield observe(
                config, "redacted_fields.single_header", not missed, note, observed=sorted(headers - {"none"})
            )
            query = any("query_string" in field for field in fields)
            yield observe(config, "redacted_fields.query_string", query, observed=query)
            kept = _kept(config)
            note = "everything" if kept is None else "what is blocked and what is counted"
            yield observe(config, "logging_filter", kept is None or kept >= KEPT, f"logs {note}")
    for acl in stack.of("aws_wafv2_web_acl"):
        for index, block in enumerate([acl.body, *acl.blocks("rule")]):
            sampled = attribute(block, "visibility_config.sampled_requests_enabled", False)
            name = "" if index == 0 else f"rule[{block.get('name')}]."
            path = f"{name}visibility_config.sampled_requests_enabled"
            yield Evidence(acl.address, path, sampled, sampled is not True, "samples show whole requests")
