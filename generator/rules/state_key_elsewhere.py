"""S3 encrypts with a key of the bucket's own region: with another, the first write of the state is refused."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "STA085"
LEVEL = "error"
SUMMARY = "the key of the state is of another region than its bucket"
SOURCE = "S3 user guide, Using server-side encryption with AWS KMS keys"


def check(env: Environment) -> Iterator[Finding]:
    state = env.state
    bucket_region = state.region or env.aws_region
    if state.backend != "s3" or state.kms_key_arn is None:
        return
    key_region = state.kms_key_arn.split(":")[3]
    if key_region != bucket_region:
        message = (
            f"the key is of {key_region}, the bucket of {bucket_region}: name a key of that region, or set 'region'"
        )
        yield Finding(CODE, state.pointer / "kmsKeyArn", message)
