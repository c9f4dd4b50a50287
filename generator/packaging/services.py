"""List the AWS services whose clients an archive supports.

botocore describes 400 services in 16 MB, and every byte of an archive is loaded at a cold start. A function may use
what a spec can grant (`aws/grants.py`) and nothing else, so the descriptions of those services are all that it needs;
those that a stack needs for itself have more.
"""

from __future__ import annotations

# By the prefix of the IAM actions that grants name; the values are botocore's names.
GRANTED = {
    "dynamodb": "dynamodb",
    "kms": "kms",
    "lambda": "lambda",
    "rds-db": "rds",
    "s3": "s3",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "ssm": "ssm",
}
# botocore signs in through sts, and the X-Ray SDK asks xray for its sampling rules.
NEEDED_BY_LIBRARIES = ("sts", "xray")
SERVICES = frozenset({*GRANTED.values(), *NEEDED_BY_LIBRARIES})
# By the folder of the function: what it is allowed to use by other rights than grants.
BESIDE_GRANTS = {"traffic_control": ("cloudwatch", "elbv2")}
_DESCRIPTIONS = ("botocore/data/", "boto3/data/")


def describes_needless_service(path: str, source: str = "") -> bool:
    """Return whether a file of a wheel describes a service that the function of a folder cannot use."""
    for folder in _DESCRIPTIONS:
        if path.startswith(folder):
            service, _, inner = path.removeprefix(folder).partition("/")
            return bool(inner) and service not in (*SERVICES, *BESIDE_GRANTS.get(source, ()))
    return False
