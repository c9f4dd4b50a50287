"""Defects of what keeps data: keys, encryption, buckets, tables, the database, secrets."""

from __future__ import annotations

from typing import Any

from scripts.mutations.change import Mutation, add, drop, more, parameter, put, remove, statement

_OWN_ACCOUNT = "${data.aws_caller_identity.current.account_id}"


def _principal(value: Any) -> Any:
    return lambda item: item.update(Principal=value)


def _action(value: Any) -> Any:
    return lambda item: item.update(Action=value)


def _no_condition(item: dict[str, Any]) -> None:
    del item["Condition"]


def _only(operator: str) -> Any:
    """One of several conditions is left."""
    return lambda item: item.update(Condition={operator: item["Condition"][operator]})


def _gone(item: dict[str, Any]) -> bool:
    return False


STORES = (
    Mutation(
        "a key may be granted to anybody", statement("aws_kms_key.key-data", "GrantsForServices", _only("StringEquals"))
    ),
    Mutation(
        "a key may be granted without a service", statement("aws_kms_key.key-data", "GrantsForServices", _only("Bool"))
    ),
    Mutation(
        "uploads may bring their own key",
        statement("aws_s3_bucket_policy.bucket-audit_policy", "RefuseUploadersKey", _gone),
    ),
    Mutation(
        "everybody may write what CloudTrail writes",
        statement("aws_s3_bucket_policy.bucket-audit_policy", "CloudTrailWrites", _principal("*")),
    ),
    Mutation(
        "CloudTrail may write anything",
        statement(
            "aws_s3_bucket_policy.bucket-audit_policy", "CloudTrailWrites", lambda item: item.update(Resource="*")
        ),
    ),
    Mutation("the proxy logs statements", put("aws_db_proxy.proxy", "debug_logging", True)),
    Mutation("the proxy knows no secret", drop("aws_db_proxy.proxy", "auth")),
    Mutation(
        "a major version may change by itself", put("aws_rds_cluster.aurora", "allow_major_version_upgrade", True)
    ),
    Mutation(
        "objects under a key are not copied",
        drop("aws_s3_bucket_replication_configuration.*", "rule[0].source_selection_criteria"),
    ),
    # Keys
    Mutation("a key does not rotate", put("aws_kms_key.key-data", "enable_key_rotation", False)),
    Mutation("nothing is said of a key's rotation", drop("aws_kms_key.key-logs", "enable_key_rotation")),
    Mutation("a key rotates every seven years", put("aws_kms_key.key-data", "rotation_period_in_days", 2555)),
    Mutation("a key is disabled", put("aws_kms_key.key-data", "is_enabled", False)),
    Mutation("a key admits everybody", statement("aws_kms_key.key-data", "UseThroughServices", _principal("*"))),
    Mutation(
        "a key admits another account",
        statement("aws_kms_key.key-data", "Administration", _principal({"AWS": "arn:aws:iam::999999999999:root"})),
    ),
    Mutation(
        "a key opens without a service", statement("aws_kms_key.key-secrets", "UseThroughServices", _no_condition)
    ),
    Mutation("a key allows every action", statement("aws_kms_key.key-data", "Administration", _action(["kms:*"]))),
    Mutation(
        "a key serves a service for any account", statement("aws_kms_key.key-messaging", "Service1", _no_condition)
    ),
    Mutation("a key has no policy of its own", drop("aws_kms_key.key-audit", "policy")),
    Mutation(
        "logs and data share a key",
        put("aws_cloudwatch_log_group.log-group-waf", "kms_key_id", "${aws_kms_key.key-data.arn}"),
    ),
    Mutation(
        "the master secret is under the key of the data",
        put("aws_rds_cluster.aurora", "master_user_secret_kms_key_id", "${aws_kms_key.key-data.arn}"),
    ),
    # Encryption
    Mutation(
        "a table is under a key of AWS",
        put("aws_dynamodb_table.table-merchants", "server_side_encryption.enabled", False),
    ),
    Mutation("a table names no key", drop("aws_dynamodb_table.table-merchants", "server_side_encryption.kms_key_arn")),
    Mutation("the database is not encrypted", put("aws_rds_cluster.aurora", "storage_encrypted", False)),
    Mutation("the database is under a key of AWS", drop("aws_rds_cluster.aurora", "kms_key_id")),
    Mutation(
        "insights are under a key of AWS", drop("aws_rds_cluster_instance.aurora-1", "performance_insights_kms_key_id")
    ),
    Mutation("a log group has no key", drop("aws_cloudwatch_log_group.log-group-api-access", "kms_key_id")),
    Mutation("a topic has no key", drop("aws_sns_topic.topic-system-errors", "kms_master_key_id")),
    Mutation(
        "a topic is under a key of AWS", put("aws_sns_topic.topic-system-errors", "kms_master_key_id", "alias/aws/sns")
    ),
    Mutation("a queue has no key", drop("aws_sqs_queue.*", "kms_master_key_id")),
    Mutation("a secret has no key", drop("aws_secretsmanager_secret.*", "kms_key_id")),
    Mutation("a function's environment has no key", drop("aws_lambda_function.lambda-fraud-detection", "kms_key_arn")),
    Mutation("a parameter is not encrypted", put("aws_ssm_parameter.parameter-fraud_rules", "type", "String")),
    Mutation("a SecureString is under a key of AWS", drop("aws_ssm_parameter.parameter-fraud_rules", "key_id")),
    Mutation("the trail has no key", drop("aws_cloudtrail.trail", "kms_key_id")),
    Mutation(
        "a bucket is under S3's own key",
        put(
            "aws_s3_bucket_server_side_encryption_configuration.bucket-audit_encryption",
            "rule[0].apply_server_side_encryption_by_default",
            {"sse_algorithm": "AES256"},
        ),
    ),
    Mutation(
        "a bucket says nothing of encryption",
        remove("aws_s3_bucket_server_side_encryption_configuration.bucket-audit_encryption"),
    ),
    Mutation(
        "a bucket is under a key from elsewhere",
        put(
            "aws_s3_bucket_server_side_encryption_configuration.bucket-audit_encryption",
            "rule[0].apply_server_side_encryption_by_default.kms_master_key_id",
            "arn:aws:kms:us-east-1:999999999999:key/1",
        ),
    ),
    Mutation(
        "a kind of store is new", add("aws_elasticache_replication_group.planted", at_rest_encryption_enabled=False)
    ),
    # Buckets
    Mutation(
        "versioning is suspended",
        put("aws_s3_bucket_versioning.bucket-audit_versioning", "versioning_configuration.status", "Suspended"),
    ),
    Mutation("a bucket has no versioning", remove("aws_s3_bucket_versioning.bucket-audit_versioning")),
    Mutation(
        "a bucket may become public",
        put("aws_s3_bucket_public_access_block.bucket-audit_public-access", "block_public_policy", False),
    ),
    Mutation(
        "public access lists count",
        put("aws_s3_bucket_public_access_block.bucket-audit_public-access", "ignore_public_acls", False),
    ),
    Mutation(
        "a bucket has no public access block", remove("aws_s3_bucket_public_access_block.bucket-audit_public-access")
    ),
    Mutation(
        "access lists are on",
        put("aws_s3_bucket_ownership_controls.bucket-audit_ownership", "rule.object_ownership", "ObjectWriter"),
    ),
    Mutation(
        "a bucket's access list is public",
        add("aws_s3_bucket_acl.planted", bucket="${aws_s3_bucket.bucket-audit.id}", acl="public-read"),
    ),
    Mutation(
        "a bucket takes plain HTTP", statement("aws_s3_bucket_policy.bucket-audit_policy", "RefusePlainHttp", _gone)
    ),
    Mutation(
        "a bucket's refusal of plain HTTP has another condition",
        statement(
            "aws_s3_bucket_policy.bucket-audit_policy",
            "RefusePlainHttp",
            lambda item: item["Condition"].update(StringEquals={"aws:PrincipalAccount": "1"}),
        ),
    ),
    Mutation(
        "a bucket refuses plain HTTP for itself and not for its objects",
        statement(
            "aws_s3_bucket_policy.bucket-audit_policy",
            "RefusePlainHttp",
            lambda item: item.update(Resource="${aws_s3_bucket.bucket-audit.arn}"),
        ),
    ),
    Mutation("a bucket takes TLS 1.0", statement("aws_s3_bucket_policy.bucket-audit_policy", "RefuseOldTls", _gone)),
    Mutation("a bucket has no policy", remove("aws_s3_bucket_policy.bucket-access-archive_policy")),
    Mutation(
        "a bucket lets everybody read",
        more("aws_s3_bucket_policy.bucket-audit_policy", Principal="*", Action="s3:GetObject", Resource="*"),
    ),
    Mutation(
        "a bucket admits another account",
        more(
            "aws_s3_bucket_policy.bucket-audit_policy",
            Principal={"AWS": "arn:aws:iam::999999999999:root"},
            Action="s3:GetObject",
            Resource="*",
        ),
    ),
    Mutation(
        "CloudTrail of any account may write",
        statement("aws_s3_bucket_policy.bucket-audit_policy", "CloudTrailWrites", _no_condition),
    ),
    Mutation(
        "uploads may choose another key", statement("aws_s3_bucket_policy.bucket-audit_policy", "RefuseOtherKey", _gone)
    ),
    Mutation(
        "the trail expires after a month",
        put("aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle", "rule[0].expiration[0].days", 30),
    ),
    Mutation(
        "the trail leaves for Glacier after a month",
        put("aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle", "rule[0].transition[0].days", 30),
    ),
    Mutation(
        "versions of the trail expire after a week",
        put(
            "aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle",
            "rule[0].noncurrent_version_expiration[0].noncurrent_days",
            7,
        ),
    ),
    Mutation(
        "versions never expire",
        drop("aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle", "rule[0].noncurrent_version_expiration"),
    ),
    Mutation(
        "unfinished uploads stay for ever",
        drop(
            "aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle", "rule[0].abort_incomplete_multipart_upload"
        ),
    ),
    Mutation(
        "a lifecycle is switched off",
        put("aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle", "rule[0].status", "Disabled"),
    ),
    Mutation(
        "a lifecycle is about some objects only",
        put("aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle", "rule[0].filter", [{"prefix": "tmp/"}]),
    ),
    Mutation("a bucket has no lifecycle", remove("aws_s3_bucket_lifecycle_configuration.bucket-audit_lifecycle")),
    Mutation("the balancer's logs stay under S3's own key", remove("aws_s3_bucket_replication_configuration.*")),
    Mutation(
        "the copy of the balancer's logs is off",
        put("aws_s3_bucket_replication_configuration.*", "rule[0].status", "Disabled"),
    ),
    Mutation(
        "the copy of the balancer's logs has no key",
        drop("aws_s3_bucket_replication_configuration.*", "rule[0].destination.encryption_configuration"),
    ),
    Mutation(
        "deletions are copied as well",
        put("aws_s3_bucket_replication_configuration.*", "rule[0].delete_marker_replication.status", "Enabled"),
    ),
    Mutation(
        "landing buckets keep for a year",
        put("aws_s3_bucket_lifecycle_configuration.bucket-access-logs_lifecycle", "rule[0].expiration[0].days", 400),
    ),
    Mutation("nobody logs who reads the audit bucket", remove("aws_s3_bucket_logging.*")),
    # Tables and the database
    Mutation(
        "a table cannot be restored", put("aws_dynamodb_table.table-merchants", "point_in_time_recovery.enabled", False)
    ),
    Mutation(
        "a table forgets its past after a day",
        put("aws_dynamodb_table.table-merchants", "point_in_time_recovery.recovery_period_in_days", 1),
    ),
    Mutation(
        "a table has no point-in-time recovery", drop("aws_dynamodb_table.table-transactions", "point_in_time_recovery")
    ),
    Mutation("counters never expire", put("aws_dynamodb_table.table-fraud-counters", "ttl.enabled", False)),
    Mutation("idempotency records never expire", drop("aws_dynamodb_table.table-idempotency", "ttl")),
    Mutation("backups are kept for a day", put("aws_rds_cluster.aurora", "backup_retention_period", 1)),
    Mutation("nothing is said of backups", drop("aws_rds_cluster.aurora", "backup_retention_period")),
    Mutation(
        "people log in with passwords", put("aws_rds_cluster.aurora", "iam_database_authentication_enabled", False)
    ),
    Mutation("the master password is in the stack", put("aws_rds_cluster.aurora", "master_password", "correct-horse")),
    Mutation("RDS does not manage the master password", drop("aws_rds_cluster.aurora", "manage_master_user_password")),
    Mutation("the database takes connections without TLS", parameter("rds.force_ssl", "0")),
    Mutation("nothing is said of TLS to the database", parameter("rds.force_ssl", None)),
    Mutation("the database takes TLS 1.0", parameter("ssl_min_protocol_version", "TLSv1")),
    Mutation(
        "the database has the parameters of AWS", drop("aws_rds_cluster.aurora", "db_cluster_parameter_group_name")
    ),
    Mutation("the proxy takes connections without TLS", put("aws_db_proxy.proxy", "require_tls", False)),
    Mutation("the proxy takes MD5", put("aws_db_proxy.proxy", "auth[0].client_password_auth_type", "POSTGRES_MD5")),
    Mutation("the database exports no log", drop("aws_rds_cluster.aurora", "enabled_cloudwatch_logs_exports")),
    Mutation("the database logs every statement", parameter("log_statement", "all")),
    Mutation("the database logs slow statements with their values", parameter("log_min_duration_statement", "500")),
    Mutation("the database logs no connections", parameter("log_connections", "0")),
    Mutation("the database audits nothing", parameter("pgaudit.log", "none")),
    Mutation("the audit of the database shows values", parameter("pgaudit.log_parameter", "1")),
    Mutation(
        "the log group of the database is RDS's own", remove("aws_cloudwatch_log_group.log-group-aurora-postgresql")
    ),
    Mutation(
        "instances take no patches", put("aws_rds_cluster_instance.aurora-2", "auto_minor_version_upgrade", False)
    ),
    Mutation("an instance is not watched", put("aws_rds_cluster_instance.aurora-2", "monitoring_interval", 0)),
    Mutation("the engine is out of support", put("aws_rds_cluster.aurora", "engine_version", "11.9")),
    # Secrets
    Mutation("a secret does not rotate", remove("aws_secretsmanager_secret_rotation.*")),
    Mutation(
        "a secret rotates once a year",
        put("aws_secretsmanager_secret_rotation.*", "rotation_rules.automatically_after_days", 365),
    ),
    Mutation("Secrets Manager may not call the rotation", remove("aws_lambda_permission.secret-*")),
    Mutation("a secret has no policy", remove("aws_secretsmanager_secret_policy.*")),
    Mutation(
        "a secret's policy may become public", put("aws_secretsmanager_secret_policy.*", "block_public_policy", False)
    ),
    Mutation("a secret takes plain HTTP", statement("aws_secretsmanager_secret_policy.*", "DenyWithoutTls", _gone)),
    Mutation(
        "a secret admits other accounts", statement("aws_secretsmanager_secret_policy.*", "DenyOtherAccounts", _gone)
    ),
    Mutation(
        "a secret's value is in the stack",
        add(
            "aws_secretsmanager_secret_version.planted",
            secret_id="${aws_secretsmanager_secret.secret-app-database.id}",
            secret_string="hunter2",
        ),
    ),
    Mutation(
        "a variable holds a password",
        put("aws_lambda_function.lambda-fraud-detection", "environment.variables.DB_PASSWORD", "hunter22"),
    ),
    Mutation(
        "a variable holds an access key",
        put(
            "aws_lambda_function.lambda-fraud-detection", "environment.variables.REPORTING", "AKIA" + "IOSFODNN7EXAMPLE"
        ),
    ),
    Mutation(
        "a parameter holds a URL with a password",
        put("aws_ssm_parameter.parameter-fraud_rules", "value", "postgres://app:hunter22@db:5432/payments"),
    ),
    Mutation(
        "a description holds a card number",
        put("aws_ssm_parameter.parameter-fraud_rules", "description", "test with 4111 1111 1111 1111"),
    ),
)
