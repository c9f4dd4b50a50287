"""Data of different domains never share a key: who may open the logs must not therefore open the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from generator.aws.resource_types import RESOURCE_TYPES
from generator.compliance.evidence import Evidence, Example, Severity
from generator.compliance.stack import Resource, Stack

CODE = "C-KEY003"
TITLE = "Keys are separated by domain of data"
REQUIREMENTS = ("3.6.1", "3.7.1", "6.5.3")
SEVERITY: Severity = "medium"
_KEYS: Example = {"aws_kms_key": {"data": {}, "logs": {}}}
_TABLE: Example = {"aws_dynamodb_table": {"t": {"server_side_encryption": {"kms_key_arn": "${aws_kms_key.data.arn}"}}}}
GOOD: Example = {
    "resource": {**_KEYS, **_TABLE, "aws_cloudwatch_log_group": {"l": {"kms_key_id": "${aws_kms_key.logs.arn}"}}}
}
BAD: Example = {
    "resource": {**_KEYS, **_TABLE, "aws_cloudwatch_log_group": {"l": {"kms_key_id": "${aws_kms_key.data.arn}"}}}
}

_DOMAINS = {kind: row.domain for kind, row in RESOURCE_TYPES.items() if row.domain}
# The master password is a secret, though the database's own attribute names its key.
_OTHER_DOMAIN = {"master_user_secret_kms_key_id": "secrets"}


def check(stack: Stack) -> Iterator[Evidence]:
    uses: dict[str, list[tuple[Resource, str, str]]] = defaultdict(list)
    for resource in stack.of(*_DOMAINS):
        for path in RESOURCE_TYPES[resource.type].keys:
            if key := stack.follow(resource.get(path), "aws_kms_key"):
                domain = _OTHER_DOMAIN.get(path, _DOMAINS[resource.type])
                uses[key.address].append((resource, path, domain))
    for address, users in sorted(uses.items()):
        domains = sorted({domain for _, _, domain in users})
        # The fewest are the ones that went astray.
        home = max(domains, key=lambda domain: (sum(user[2] == domain for user in users), domain))
        for resource, path, domain in users:
            note = "" if len(domains) == 1 else f"{address} opens {' and '.join(domains)} alike"
            yield Evidence(resource.address, path, resource.get(path), len(domains) == 1 or domain == home, note)
