"""A setting of another backend has no effect: the state stays where nobody looks for it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "STA080"
LEVEL = "warning"
SUMMARY = "a setting of the state belongs to another backend"
SOURCE = "Terraform language, backends local, s3 and cloud"


def check(env: Environment) -> Iterator[Finding]:
    state = env.state
    given = {"bucket": state.bucket, "region": state.region, "kmsKeyArn": state.kms_key_arn}
    given_to = {**dict.fromkeys(given, "s3"), "organization": "cloud"}
    for key, value in {**given, "organization": state.organization}.items():
        if value is not None and state.backend != given_to[key]:
            message = (
                f"{key!r} is for backend {given_to[key]!r}, and the backend is {state.backend!r}: the state stays there"
            )
            remedy = f"set 'backend: {given_to[key]}', or take it out"
            yield Finding(CODE, state.pointer / key, f"{message}: {remedy}")
