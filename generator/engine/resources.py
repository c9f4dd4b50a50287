"""The modules of the AWS bindings that this project uses, one a resource or data source. Add a line to use another."""

MODULES = (
    "cloudwatch_log_group",
    "data_aws_caller_identity",
    "dynamodb_table",
    "kms_alias",
    "kms_key",
    "provider",
)
