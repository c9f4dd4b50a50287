"""Balancers accept TLS 1.2 or newer only, and forward nothing in plain text.

A network balancer may pass TCP through, if what it leads to is an application balancer that speaks TLS itself. An HTTP
listener may do nothing but send callers to HTTPS.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import blocks

CODE = "C-TLS003"
TITLE = "Listeners speak TLS 1.2 or newer"
REQUIREMENTS = ("2.2.5", "2.2.7", "4.2.1", "12.3.3")
SEVERITY: Severity = "critical"
_LISTENER = {"protocol": "HTTPS", "port": 443, "certificate_arn": "${aws_acm_certificate.c.arn}"}


def _listener(**changes: Any) -> Example:
    return {"resource": {"aws_lb_listener": {"l": {**_LISTENER, **changes}}}}


GOOD: Example = _listener(ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06")
BAD: Example = _listener(ssl_policy="ELBSecurityPolicy-2016-08")

# Policies with TLS 1.2 and 1.3 only. Source: Elastic Load Balancing user guide, "Security policies".
POLICIES = frozenset(
    """
    ELBSecurityPolicy-FS-1-2-Res-2020-10 ELBSecurityPolicy-TLS13-1-2-2021-06
    ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04 ELBSecurityPolicy-TLS13-1-2-Res-2021-06
    ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04 ELBSecurityPolicy-TLS13-1-3-2021-06
    ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04
    """.split()
)


def check(stack: Stack) -> Iterator[Evidence]:
    for listener in stack.of("aws_lb_listener"):
        protocol = listener.get("protocol")
        if protocol in ("HTTPS", "TLS"):
            yield observe(listener, "protocol", True)
            yield observe(listener, "ssl_policy", listener.get("ssl_policy") in POLICIES, "AWS's own default is older")
            if listener.get("certificate_arn") is None:
                yield missing(listener.address, "has no certificate", "certificate_arn")
        elif protocol == "TCP":
            yield _passed_through(stack, listener)
        else:
            redirects = _only_redirects(listener)
            yield observe(listener, "protocol", redirects, "sends callers to HTTPS" if redirects else "is no TLS")
    for rule in stack.of("aws_lb_listener_rule"):
        for action in rule.blocks("action"):
            for redirect in blocks(action, "redirect"):
                target = redirect.get("protocol", "#{protocol}")
                yield Evidence(rule.address, "action.redirect.protocol", target, target != "HTTP")


def _passed_through(stack: Stack, listener: Resource) -> Evidence:
    group = stack.follow(listener.get("default_action.target_group_arn"), "aws_lb_target_group")
    target = (
        next(iter(stack.attached("aws_lb_target_group_attachment", group, "target_group_arn")), None) if group else None
    )
    balancer = stack.follow(target.get("target_id"), "aws_lb") if target else None
    behind = stack.attached("aws_lb_listener", balancer, "load_balancer_arn") if balancer else []
    port = target.get("port") if target else None
    with_tls = [item for item in behind if item.get("protocol") == "HTTPS" and item.get("port") == port]
    note = (
        f"passed through to {with_tls[0].address}, which speaks TLS"
        if with_tls
        else "passes TCP to what does not speak TLS"
    )
    return observe(listener, "protocol", bool(with_tls), note)


def _only_redirects(listener: Resource) -> bool:
    actions = listener.blocks("default_action")
    return bool(actions) and all(
        action.get("type") == "redirect" and [item.get("protocol") for item in blocks(action, "redirect")] == ["HTTPS"]
        for action in actions
    )
