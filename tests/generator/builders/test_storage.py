"""Buckets in the synthesized JSON: private, versioned, encrypted, TLS-only, with a lifecycle; and access logs' way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.generator.builders.foundations import all_built, built
from tests.support.stacks import resources, stack_of

BUCKETS = ("audit", "access-logs", "access-archive", "reports", "settlement-files")
UNDER_OUR_KEY = tuple(name for name in BUCKETS if name != "access-logs")
AUDIT_KEY = "${aws_kms_key.key-audit.arn}"
ACCOUNT = "${data.aws_caller_identity.current.account_id}"
PRIVATE = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def part(kind: str, bucket: str, tail: str) -> dict[str, Any]:
    return built(kind, f"bucket-{bucket}_{tail}")


def lifecycle(bucket: str) -> dict[str, Any]:
    (rule,) = part("aws_s3_bucket_lifecycle_configuration", bucket, "lifecycle")["rule"]
    return rule


def statements(bucket: str) -> dict[str, dict[str, Any]]:
    policy = json.loads(part("aws_s3_bucket_policy", bucket, "policy")["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_bucket_is_private_versioned_owned_and_emptied_on_destroy(bucket):
    assert built("aws_s3_bucket", f"bucket-{bucket}")["force_destroy"] is True
    access = part("aws_s3_bucket_public_access_block", bucket, "public-access")
    assert [access[switch] for switch in PRIVATE] == [True] * 4
    versioning = part("aws_s3_bucket_versioning", bucket, "versioning")
    assert versioning["versioning_configuration"] == {"status": "Enabled"}
    ownership = part("aws_s3_bucket_ownership_controls", bucket, "ownership")
    assert ownership["rule"] == {"object_ownership": "BucketOwnerEnforced"}


def test_a_name_holds_the_account_so_that_it_is_free_in_the_whole_world():
    assert built("aws_s3_bucket", "bucket-reports")["bucket"] == f"bucket-reports-{ACCOUNT}-test"


@pytest.mark.parametrize("bucket", UNDER_OUR_KEY)
def test_a_bucket_is_encrypted_with_the_audit_key(bucket):
    (rule,) = part("aws_s3_bucket_server_side_encryption_configuration", bucket, "encryption")["rule"]
    assert rule["apply_server_side_encryption_by_default"] == {
        "sse_algorithm": "aws:kms",
        "kms_master_key_id": AUDIT_KEY,
    }
    assert rule["bucket_key_enabled"] is True
    assert {"RefuseOtherEncryption", "RefuseOtherKey"} <= set(statements(bucket))


def test_only_the_landing_place_of_access_logs_is_encrypted_by_s3_as_aws_can_write_nothing_else():
    (rule,) = part("aws_s3_bucket_server_side_encryption_configuration", "access-logs", "encryption")["rule"]
    assert rule["apply_server_side_encryption_by_default"] == {"sse_algorithm": "AES256"}
    assert not {"RefuseOtherEncryption", "RefuseOtherKey"} & set(statements("access-logs"))


@pytest.mark.parametrize("bucket", BUCKETS)
def test_nobody_comes_by_plain_http_or_old_tls_or_with_a_key_of_their_own(bucket):
    refused = statements(bucket)
    arn = f"${{aws_s3_bucket.bucket-{bucket}.arn}}"
    for sid, condition in (
        ("RefusePlainHttp", {"Bool": {"aws:SecureTransport": "false"}}),
        ("RefuseOldTls", {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
    ):
        statement = refused[sid]
        assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", ["s3:*"])
        assert statement["Resource"] == [arn, f"{arn}/*"]
        assert statement["Condition"] == condition
    own_key = refused["RefuseUploadersKey"]
    assert (own_key["Effect"], own_key["Resource"]) == ("Deny", f"{arn}/*")


@pytest.mark.parametrize("bucket", BUCKETS)
def test_whoever_is_let_in_is_an_aws_service_acting_for_this_account(bucket):
    for statement in statements(bucket).values():
        if statement["Effect"] == "Allow":
            assert list(statement["Principal"]) == ["Service"]
            assert ACCOUNT in json.dumps(statement["Condition"]), statement["Sid"]
            assert not any(action.endswith("*") for action in statement["Action"])


def test_each_service_writes_where_its_logs_belong_and_nowhere_else():
    writers = {
        bucket: {
            statement["Principal"]["Service"]
            for statement in statements(bucket).values()
            if statement["Effect"] == "Allow" and "s3:PutObject" in statement["Action"]
        }
        for bucket in BUCKETS
    }
    assert writers == {
        "audit": {"cloudtrail.amazonaws.com", "config.amazonaws.com"},
        "access-logs": {"logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"},
        "access-archive": set(),
        "reports": set(),
        "settlement-files": set(),
    }


@pytest.mark.parametrize("bucket", ["audit", "access-logs", "access-archive"])
def test_nobody_deletes_evidence(bucket):
    refusal = statements(bucket)["RefuseDeletions"]
    assert (refusal["Effect"], refusal["Principal"]) == ("Deny", "*")
    assert refusal["Action"] == ["s3:DeleteObject", "s3:DeleteObjectVersion"]
    assert refusal["Resource"].endswith(".arn}/*")
    assert "Condition" not in refusal


def test_what_is_no_evidence_may_be_deleted_by_whoever_is_granted_that():
    assert "RefuseDeletions" not in statements("settlement-files")


def test_config_is_let_in_only_where_its_recorder_writes():
    policies = resources(stack_of(), "aws_s3_bucket_policy")
    assert "config.amazonaws.com" not in json.dumps(policies)
    assert "delivery.logs.amazonaws.com" not in json.dumps(policies)


def test_cloudtrail_may_write_its_digests_which_it_never_encrypts_with_our_key():
    condition = statements("audit")["RefuseOtherEncryption"]["Condition"]
    assert condition["BoolIfExists"] == {"aws:PrincipalIsAWSService": "false"}


def test_a_put_that_says_nothing_of_encryption_passes_as_the_bucket_encrypts_it():
    for sid in ("RefuseOtherEncryption", "RefuseOtherKey"):
        condition = statements("audit")[sid]["Condition"]
        (header,) = condition["StringNotEquals"]
        assert condition["Null"] == {header: "false"}


@pytest.mark.parametrize(
    ("bucket", "glacier", "expires", "noncurrent"),
    [
        ("audit", [{"days": 120, "storage_class": "GLACIER"}], 800, 365),
        ("access-logs", None, 14, 7),
        ("access-archive", [{"days": 90, "storage_class": "GLACIER"}], 400, 365),
        ("reports", None, 10, 365),
        ("settlement-files", [{"days": 90, "storage_class": "DEEP_ARCHIVE"}], 400, 90),
    ],
)
def test_a_lifecycle_covers_current_and_noncurrent_versions_and_broken_uploads(bucket, glacier, expires, noncurrent):
    rule = lifecycle(bucket)
    assert (rule["status"], rule["filter"]) == ("Enabled", [{"prefix": ""}])
    assert rule.get("transition") == glacier
    assert rule["expiration"] == [{"days": expires}]
    assert rule["noncurrent_version_expiration"] == [{"noncurrent_days": noncurrent}]
    assert rule["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 7}]
    configuration = part("aws_s3_bucket_lifecycle_configuration", bucket, "lifecycle")
    assert configuration["depends_on"] == [f"aws_s3_bucket_versioning.bucket-{bucket}_versioning"]
    assert configuration["transition_default_minimum_object_size"] == "varies_by_storage_class"


def test_noncurrent_versions_move_to_glacier_only_where_they_live_longer():
    assert lifecycle("audit")["noncurrent_version_transition"] == [{"noncurrent_days": 120, "storage_class": "GLACIER"}]
    assert "noncurrent_version_transition" not in lifecycle("settlement-files")


def test_every_access_is_logged_but_those_to_the_two_buckets_of_the_logs_themselves():
    logged = all_built("aws_s3_bucket_logging")
    assert set(logged) == {f"bucket-{bucket}_access-log" for bucket in ("audit", "reports", "settlement-files")}
    for name, log in logged.items():
        assert log["target_bucket"] == "${aws_s3_bucket.bucket-access-logs.id}"
        assert "aws_s3_bucket_policy.bucket-access-logs_policy" in log["depends_on"]
        assert log["target_prefix"] == f"s3/{name.removeprefix('bucket-').removesuffix('_access-log')}/"


def test_whatever_lands_is_replicated_under_the_audit_key_and_deletions_are_not():
    replication = built("aws_s3_bucket_replication_configuration", "bucket-access-logs_replication")
    (rule,) = replication["rule"]
    assert (rule["status"], rule["filter"]) == ("Enabled", {"prefix": ""})
    assert rule["delete_marker_replication"] == {"status": "Disabled"}
    assert rule["destination"]["bucket"] == "${aws_s3_bucket.bucket-access-archive.arn}"
    assert rule["destination"]["encryption_configuration"] == {"replica_kms_key_id": AUDIT_KEY}
    assert {f"aws_s3_bucket_versioning.bucket-{name}_versioning" for name in ("access-logs", "access-archive")} <= set(
        replication["depends_on"]
    )


def test_the_replicator_reads_only_the_landing_place_and_uses_the_key_only_for_the_archive():
    policy = json.loads(built("aws_iam_role_policy", "replication-role-access-logs_policy")["policy"])
    by_sid = {statement["Sid"]: statement for statement in policy["Statement"]}
    landing, archive = "${aws_s3_bucket.bucket-access-logs.arn}", "${aws_s3_bucket.bucket-access-archive.arn}"
    assert {sid: statement["Resource"] for sid, statement in by_sid.items()} == {
        "ReadConfiguration": landing,
        "ReadObjects": f"{landing}/*",
        "WriteReplicas": f"{archive}/*",
        "EncryptReplicas": AUDIT_KEY,
    }
    condition = by_sid["EncryptReplicas"]["Condition"]
    assert condition["StringEquals"] == {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    assert condition["StringLike"] == {"kms:EncryptionContext:aws:s3:arn": [archive, f"{archive}/*"]}
