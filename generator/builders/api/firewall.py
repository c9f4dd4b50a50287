"""The web ACL before the stage: AWS's managed rules, a limit on requests from one address, and a log of what it did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.aws.waf_managed_rules import MANAGED_RULES
from generator.builders.log_group import build_log_group
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.api import Firewall
from generator.stack_plan import Scope, aws, step

COMMON = "common"
# EXCLUDED_AS_COUNT is what a rule does that is overridden to count.
LOGGED = ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")
REDACTED_HEADERS = ("authorization", "x-amz-security-token", "x-api-key")


@step
def build_firewall(
    scope: Scope, firewall: Firewall, naming: Naming, *, limit: int, stage: Any, key: Arn, retention_days: int
) -> str:
    """Build the web ACL before the stage and return its name, which is the dimension WebACL of its metrics."""
    name = naming.name("waf")
    acl = aws.Wafv2WebAcl(
        scope,
        "waf",
        name=name,
        description="Guards the payments API",
        scope="REGIONAL",
        default_action=aws.Wafv2WebAclDefaultAction(allow=aws.Wafv2WebAclDefaultActionAllow()),
        rule=[_rate_rule(limit), *_managed_rules(firewall)],
        visibility_config=aws.Wafv2WebAclVisibilityConfig(**_visibility(name)),
        tags={"Name": name},
    )
    aws.Wafv2WebAclAssociation(scope, "waf-association", resource_arn=stage.arn, web_acl_arn=acl.arn)
    _log(scope, acl, naming, key, retention_days)
    return name


def _rate_rule(limit: int) -> Any:
    block = aws.Wafv2WebAclRuleAction(block=aws.Wafv2WebAclRuleActionBlock())
    # The window is always written: without it the providers' versions differ.
    counted = {"limit": limit, "aggregate_key_type": "IP", "evaluation_window_sec": 300}
    return _rule("rate-limit", 0, {"rate_based_statement": counted}, action=block)


def _managed_rules(firewall: Firewall) -> Iterator[Any]:
    for priority, name in enumerate(firewall.managed_rules, start=1):
        group: dict[str, Any] = {"name": MANAGED_RULES[name], "vendor_name": "AWS"}
        if name == COMMON and firewall.count_only_rules:
            group |= {"rule_action_override": [_counted(rule) for rule in firewall.count_only_rules]}
        statement = {"managed_rule_group_statement": group}
        counts = name in firewall.count_only
        override = aws.Wafv2WebAclRuleOverrideAction(
            count=aws.Wafv2WebAclRuleOverrideActionCount() if counts else None,
            none=None if counts else aws.Wafv2WebAclRuleOverrideActionNone(),
        )
        yield _rule(name, priority, statement, override_action=override)


def _counted(rule: str) -> dict[str, Any]:
    return {"name": rule, "action_to_use": {"count": {}}}


def _rule(name: str, priority: int, statement: dict[str, Any], **effect: Any) -> Any:
    return aws.Wafv2WebAclRule(
        name=name,
        priority=priority,
        statement=statement,
        visibility_config=aws.Wafv2WebAclRuleVisibilityConfig(**_visibility(name)),
        **effect,
    )


def _visibility(metric_name: str) -> dict[str, Any]:
    """Metrics, but no samples: a sample shows a request as it came."""
    return {"metric_name": metric_name, "cloudwatch_metrics_enabled": True, "sampled_requests_enabled": False}


def _log(scope: Scope, acl: Any, naming: Naming, key: Arn, retention_days: int) -> None:
    _, log_arn = build_log_group(
        scope, "log-group-waf", naming.name("aws-waf-logs"), key=key, retention_days=retention_days
    )
    hidden = [
        aws.Wafv2WebAclLoggingConfigurationRedactedFields(
            single_header=aws.Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader(name=name)
        )
        for name in REDACTED_HEADERS
    ]
    query = aws.Wafv2WebAclLoggingConfigurationRedactedFields(
        query_string=aws.Wafv2WebAclLoggingConfigurationRedactedFieldsQueryString()
    )
    aws.Wafv2WebAclLoggingConfiguration(
        scope,
        "waf-logging",
        resource_arn=acl.arn,
        log_destination_configs=[log_arn],
        redacted_fields=[*hidden, query],
        # What was let through is in the API's access log, with the firewall's verdict.
        logging_filter=aws.Wafv2WebAclLoggingConfigurationLoggingFilter(
            default_behavior="DROP",
            filter=[
                aws.Wafv2WebAclLoggingConfigurationLoggingFilterFilter(
                    behavior="KEEP", requirement="MEETS_ANY", condition=[_action_is(action) for action in LOGGED]
                )
            ],
        ),
    )


def _action_is(action: str) -> Any:
    return aws.Wafv2WebAclLoggingConfigurationLoggingFilterFilterCondition(
        action_condition=aws.Wafv2WebAclLoggingConfigurationLoggingFilterFilterConditionActionCondition(action=action)
    )
