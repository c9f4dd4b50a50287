"""Same-region replication: brings what AWS could write with SSE-S3 only under the customer's key."""

from __future__ import annotations

from typing import Any

from generator.builders.policy import Conditions, policy, statement, trust
from generator.builders.storage.bucket import BuiltBucket
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.stack_plan import Scope, aws, step

ENABLED = "Enabled"


@step
def build_replication(
    scope: Scope,
    name: str,
    naming: Naming,
    *,
    source: BuiltBucket,
    destination: BuiltBucket,
    key: Arn,
    region: str,
) -> None:
    """Replicate every object of `source`, which the spec calls `name`. Deletions stay where they are made."""
    role, permission = _role(scope, name, naming, _permissions(source.arn, destination.arn, key, region))
    aws.S3BucketReplicationConfigurationA(
        scope,
        f"bucket-{name}_replication",
        bucket=source.policy.bucket,
        role=role.arn,
        rule=[_rule(destination.arn, key)],
        depends_on=[source.versioning, destination.versioning, permission],
    )


def _rule(destination: Arn, key: Arn) -> Any:
    return aws.S3BucketReplicationConfigurationRule(
        id="archive",
        status=ENABLED,
        priority=1,
        filter=aws.S3BucketReplicationConfigurationRuleFilter(prefix=""),
        delete_marker_replication=aws.S3BucketReplicationConfigurationRuleDeleteMarkerReplication(status="Disabled"),
        # S3 asks for this line as soon as a key is named, though all objects here bear SSE-S3.
        source_selection_criteria=aws.S3BucketReplicationConfigurationRuleSourceSelectionCriteria(
            sse_kms_encrypted_objects=(
                aws.S3BucketReplicationConfigurationRuleSourceSelectionCriteriaSseKmsEncryptedObjects(status=ENABLED)
            )
        ),
        destination=aws.S3BucketReplicationConfigurationRuleDestination(
            bucket=destination,
            storage_class="STANDARD",
            encryption_configuration=aws.S3BucketReplicationConfigurationRuleDestinationEncryptionConfiguration(
                replica_kms_key_id=key
            ),
            # Makes the metric OperationsFailedReplication: what is not archived is noticed.
            metrics=aws.S3BucketReplicationConfigurationRuleDestinationMetrics(status=ENABLED),
        ),
    )


def _role(scope: Scope, name: str, naming: Naming, permissions: str) -> tuple[Any, Any]:
    full_name = naming.name("replication-role", name)
    # Without a condition on the source: S3 is not documented to send one when it replicates, and would fail silently.
    # Only who may pass this role, in this account, can have S3 assume it.
    trusted = trust("s3.amazonaws.com")
    role = aws.IamRole(
        scope, f"replication-role-{name}", name=full_name, assume_role_policy=trusted, tags={"Name": full_name}
    )
    permission = aws.IamRolePolicy(
        scope, f"replication-role-{name}_policy", name=full_name, role=role.name, policy=permissions
    )
    return role, permission


def _permissions(source: Arn, destination: Arn, key: Arn, region: str) -> str:
    """What S3 asks for, and no more; the key only through S3, for objects of the destination.

    Source: S3 user guide, "Setting up permissions for live replication", "Replicating encrypted objects". With a bucket
    key the encryption context is the ARN of the bucket, else that of the object.
    """
    for_destination: Conditions = {
        "StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": [destination, f"{destination}/*"]},
    }
    return policy(
        statement("ReadConfiguration", ["s3:GetReplicationConfiguration", "s3:ListBucket"], source),
        statement(
            "ReadObjects",
            ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"],
            f"{source}/*",
        ),
        statement("WriteReplicas", ["s3:ReplicateObject", "s3:ReplicateTags"], f"{destination}/*"),
        statement("EncryptReplicas", ["kms:Encrypt", "kms:GenerateDataKey"], key, conditions=for_destination),
    )
