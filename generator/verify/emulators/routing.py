"""Map each AWS service to the emulator that serves it, and why. What is not named here goes to moto.

The names are those of `AWS_ENDPOINT_URL_<SERVICE>`, which Terraform's provider and the AWS SDKs read. Services that
look into each other are in one emulator: RDS looks up subnets and keys, a trail its bucket.
"""

from __future__ import annotations

from collections.abc import Mapping

MOTO, MINISTACK = "moto", "MiniStack"

ON_MINISTACK: Mapping[str, str] = {
    "CLOUDTRAIL": "moto knows no tags of trails, and looks for the bucket beside itself",
    "LAMBDA": "moto forgets the log settings, the dead-letter queue and provisioned concurrency of a function",
    "S3": "moto refuses access logging to a bucket whose policy denies plain HTTP to everybody",
    "SECRETS_MANAGER": "a rotation asks Lambda for its function",
    "SFN": "moto does not validate the definition of a state machine, which the provider asks for",
    "SNS": "moto forgets the signature version of a topic",
}


def endpoints(urls: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables that send every service to its emulator."""
    return {
        "AWS_ENDPOINT_URL": urls[MOTO],
        **{f"AWS_ENDPOINT_URL_{service}": urls[MINISTACK] for service in ON_MINISTACK},
    }
