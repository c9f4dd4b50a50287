"""A CI system serves everybody: a role that names no subject would trust the pipelines of strangers, or nobody's."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model.account import AwsAccount

CODE = "ACC002"
LEVEL = "error"
SUMMARY = "the role for deployments trusts no subject, or any"
SOURCE = "IAM user guide, Create a role for OpenID Connect federation; GitHub Docs, OpenID Connect in AWS"


def check(account: AwsAccount) -> Iterator[Finding]:
    deployments = account.deployments
    if deployments.provider is None:
        return
    at = deployments.pointer / "subjects"
    if not deployments.subjects:
        message = (
            "nobody could assume the role: name whose tokens it accepts, such as repo:example/payments:environment:prod"
        )
        yield Finding(CODE, at, message)
    for index, subject in enumerate(deployments.subjects):
        if "/" not in subject.partition("*")[0]:
            message = (
                f"{subject!r} accepts strangers' pipelines: begin with the repository, as in repo:example/payments"
            )
            yield Finding(CODE, at / index, message)
