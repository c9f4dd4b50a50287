"""Endpoints pass on calls of this account and to what is its own: neither a key of another account nor an own one can
carry data out through them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity
from generator.compliance.policies import statements
from generator.compliance.principals import confines_everybody, confines_resources, is_own_account
from generator.compliance.stack import Stack

CODE = "C-NET011"
TITLE = "Endpoints serve this account only"
REQUIREMENTS = ("1.3.2", "7.2.5")
SEVERITY: Severity = "medium"


def _endpoint(condition: object) -> Example:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sns:*", "Resource": "*", "Condition": condition}
    endpoint = {"service_name": "com.amazonaws.us-east-1.sns", "policy": json.dumps({"Statement": [statement]})}
    return {"resource": {"aws_vpc_endpoint": {"e": endpoint}}}


_OWN = "${data.aws_caller_identity.current.account_id}"
GOOD: Example = _endpoint({"StringEquals": {"aws:PrincipalAccount": _OWN, "aws:ResourceAccount": _OWN}})
BAD: Example = _endpoint({"StringEquals": {"aws:PrincipalAccount": _OWN}})

# A private API says itself who may call it: C-API007 judges that.
ELSEWHERE = ("execute-api",)


def check(stack: Stack) -> Iterator[Evidence]:
    for endpoint in stack.of("aws_vpc_endpoint"):
        service = str(endpoint.get("service_name")).rpartition(".")[2]
        found = statements(endpoint.get("policy"))
        if found is None:
            elsewhere = service in ELSEWHERE
            note = (
                "the API's own policy decides (C-API007)" if elsewhere else "without a policy it serves every account"
            )
            yield Evidence(endpoint.address, "policy", endpoint.get("policy"), elsewhere, note)
            continue
        for statement in found:
            if statement.effect == "Allow":
                own = bool(statement.principals) and all(is_own_account(value) for _, value in statement.principals)
                callers = service in ELSEWHERE or confines_everybody(statement) or own
                resources = confines_resources(statement)
                note = "" if callers else "serves callers of every account"
                note = note or ("" if resources else "carries data to every account")
                condition = statement.body.get("Condition")
                yield Evidence(endpoint.address, f"policy[{statement.sid}]", condition, callers and resources, note)
