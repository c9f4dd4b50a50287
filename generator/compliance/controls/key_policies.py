"""A key opens to services that use it for this account, and to nobody else.

The account's root stands for its IAM policies: it may administer, and use the key only through the services that are
named. Without a policy of its own a key opens to everything that IAM allows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.policies import Statement, statements
from generator.compliance.principals import OWN_ROOT, is_confined
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import is_true

CODE = "C-KEY002"
TITLE = "Key policies admit named services and this account only"
REQUIREMENTS = ("3.6.1", "3.7.2", "7.2.1", "7.2.5")
SEVERITY: Severity = "critical"


def _key(**changes: object) -> Example:
    statement = {
        "Effect": "Allow",
        "Action": ["kms:Decrypt"],
        "Resource": "*",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": "1"}},
    }
    policy = {"Version": "2012-10-17", "Statement": [{**statement, **changes}]}
    return {"resource": {"aws_kms_key": {"key": {"policy": json.dumps(policy)}}}}


GOOD: Example = _key()
BAD: Example = _key(Principal="*")

# What opens data, as opposed to what administers the key.
USES = frozenset(
    """
    kms:creategrant kms:decrypt kms:encrypt kms:generatedatakey kms:generatedatakeypair
    kms:generatedatakeywithoutplaintext kms:reencryptfrom kms:reencryptto
    """.split()
)
# Conditions that tie the use of a key to a service or to one store.
_TIES = ("kms:viaservice", "kms:encryptioncontext:")
_FOR_AWS = ("Bool", "kms:grantisforawsresource", ["true"])


def check(stack: Stack) -> Iterator[Evidence]:
    for key in stack.of("aws_kms_key"):
        found = statements(key.get("policy"))
        if found is None:
            yield missing(key.address, "has no policy of its own that can be read", "policy")
            continue
        lockout = is_true(key.get("bypass_policy_lockout_safety_check"))
        note = "AWS refuses a policy that would shut everybody out"
        yield Evidence(key.address, "bypass_policy_lockout_safety_check", lockout, not lockout, note)
        for statement in found:
            if statement.effect == "Allow":
                yield _judge(key, statement)


def _judge(key: Resource, statement: Statement) -> Evidence:
    fault = _fault(statement)
    observed = {"Principal": statement.body.get("Principal"), "Condition": statement.body.get("Condition")}
    return Evidence(key.address, f"policy[{statement.sid}]", observed, fault is None, fault or "")


def _fault(statement: Statement) -> str | None:
    if "NotAction" in statement.body or "NotPrincipal" in statement.body:
        return "names what it leaves out instead of what it allows"
    if any("*" in action for action in statement.actions):
        return "allows a wildcard of actions"
    for kind, value in statement.principals:
        if kind == "AWS" and not OWN_ROOT.match(value):
            return f"admits {value}, who is not this account"
        if kind not in ("AWS", "Service"):
            return f"admits {kind} {value}"
        if kind == "Service" and not is_confined(value, statement):
            return f"admits {value} on behalf of any account"
        if kind == "AWS" and (fault := _untied(statement)):
            return fault
    return None if statement.principals else "names no principal"


def _untied(statement: Statement) -> str | None:
    """What a statement for IAM lets be done with the key other than through a service."""
    actions = {action.lower() for action in statement.actions}
    tied = any(key.startswith(_TIES) for _, key, _ in statement.conditions)
    if actions & USES and not tied:
        return "lets IAM open the key other than through a service"
    if "kms:creategrant" in actions and _FOR_AWS not in statement.conditions:
        return "lets IAM grant the key to others than services of AWS"
    return None
