"""The Aurora cluster, its instances, scaling, proxy and endpoint parameters."""

from __future__ import annotations

import json
import re

import pytest

from generator.spec.resolve import resolve_plain
from tests.generator.builders.shapes import RICH, SMALL
from tests.support.stacks import resources, stack_of


def cluster(spec=None):
    return resources(stack_of(spec), "aws_rds_cluster")["aurora"]


def instances(spec=None):
    return resources(stack_of(spec), "aws_rds_cluster_instance")


def test_the_master_password_is_managed_by_rds_under_the_secrets_key():
    built = cluster()
    assert built["manage_master_user_password"] is True
    assert built["master_user_secret_kms_key_id"] == "${aws_kms_key.key-secrets.arn}"
    assert "master_password" not in built
    assert "master_password_wo" not in built


def test_storage_insights_and_logs_are_under_customer_keys():
    built = cluster()
    assert built["storage_encrypted"] is True
    assert built["kms_key_id"] == built["performance_insights_kms_key_id"] == "${aws_kms_key.key-data.arn}"
    for instance in instances().values():
        assert instance["performance_insights_kms_key_id"] == "${aws_kms_key.key-data.arn}"
        assert instance["performance_insights_enabled"] is True
    groups = resources(stack_of(), "aws_cloudwatch_log_group")
    for export in built["enabled_cloudwatch_logs_exports"]:
        group = groups[f"log-group-aurora-{export}"]
        assert group["name"] == f"/aws/rds/cluster/aurora-test/{export}"
        assert group["kms_key_id"] == "${aws_kms_key.key-logs.arn}"
        assert f"aws_cloudwatch_log_group.log-group-aurora-{export}" in built["depends_on"]


def test_a_database_without_exported_logs_has_no_log_group():
    built = cluster(SMALL)
    assert "enabled_cloudwatch_logs_exports" not in built
    groups = resources(stack_of(SMALL), "aws_cloudwatch_log_group")
    assert [name for name in groups if name.startswith("log-group-aurora")] == []


def test_the_cluster_can_be_restored_and_destroyed():
    built = cluster()
    assert built["backup_retention_period"] == 35
    assert (built["preferred_backup_window"], built["preferred_maintenance_window"]) == (
        "03:00-04:00",
        "sun:04:30-sun:05:30",
    )
    assert built["copy_tags_to_snapshot"] is True
    assert built["skip_final_snapshot"] is True
    assert built["deletion_protection"] is False


def test_logins_need_tls_and_may_go_by_iam():
    (group,) = resources(stack_of(), "aws_rds_cluster_parameter_group").values()
    parameters = {parameter["name"]: parameter for parameter in group["parameter"]}
    assert group["family"] == "aurora-postgresql17"
    assert parameters["rds.force_ssl"]["value"] == "1"
    assert parameters["ssl_min_protocol_version"]["value"] == "TLSv1.2"
    assert parameters["shared_preload_libraries"]["apply_method"] == "pending-reboot"
    assert cluster()["iam_database_authentication_enabled"] is True


def test_no_statement_with_its_values_is_logged():
    (group,) = resources(stack_of(), "aws_rds_cluster_parameter_group").values()
    values = {parameter["name"]: parameter["value"] for parameter in group["parameter"]}
    quiet = {name: values[name] for name in ("log_statement", "log_min_duration_statement", "pgaudit.log_parameter")}
    assert quiet == {"log_statement": "none", "log_min_duration_statement": "-1", "pgaudit.log_parameter": "0"}


def test_no_statement_lock_or_transaction_outlives_who_waits_for_it():
    waits = (
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
        "client_connection_check_interval",
    )
    spec = {"database": {"parameters": [{"name": "lock_timeout", "value": "3000"}]}}
    found = {}
    for name, stack in (("platform", stack_of()), ("spec", stack_of(spec))):
        (group,) = resources(stack, "aws_rds_cluster_parameter_group").values()
        named = [item["name"] for item in group["parameter"]]
        assert len(named) == len(set(named))
        found[name] = [item["value"] for wait in waits for item in group["parameter"] if item["name"] == wait]
    assert found == {
        "platform": ["20000", "5000", "30000", "2000"],
        "spec": ["20000", "3000", "30000", "2000"],
    }


def test_what_the_engine_has_by_itself_is_asked_for_as_rds_reports_it():
    methods = {}
    for version in ("16", "17"):
        (group,) = resources(
            stack_of({"database": {"engineVersion": version}}), "aws_rds_cluster_parameter_group"
        ).values()
        methods[version] = {item["name"]: item["apply_method"] for item in group["parameter"]}
    assert (methods["16"]["rds.force_ssl"], methods["17"]["rds.force_ssl"]) == ("immediate", "pending-reboot")
    assert methods["16"]["log_statement"] == "pending-reboot"
    assert methods["17"]["pgaudit.log"] == "immediate"


def test_failovers_failures_and_maintenance_are_told_to_a_topic():
    found = resources(stack_of(), "aws_db_event_subscription")
    assert {item["source_type"]: item["source_ids"] for item in found.values()} == {
        "db-cluster": ["${aws_rds_cluster.aurora.cluster_identifier}"],
        "db-instance": [f"${{aws_rds_cluster_instance.aurora-{number}.identifier}}" for number in (1, 2, 3)],
    }
    assert {item["sns_topic"] for item in found.values()} == {"${aws_sns_topic.topic-system-errors.arn}"}
    assert "failover" in found["db-events-cluster-system-errors"]["event_categories"]
    assert resources(stack_of({"database": {"eventTopics": []}}), "aws_db_event_subscription") == {}


def test_the_role_of_the_proxy_is_trusted_as_aws_documents_it():
    role = resources(stack_of(RICH), "aws_iam_role")["role-proxy"]
    (statement,) = json.loads(role["assume_role_policy"])["Statement"]
    assert (statement["Principal"], "Condition" in statement) == ({"Service": "rds.amazonaws.com"}, False)


def test_another_list_of_zones_leaves_the_cluster_as_it_is():
    assert cluster()["lifecycle"]["ignore_changes"][0] == "availability_zones"


def test_what_a_zone_replaces_has_the_zones_in_its_name():
    for zones, letters in ((["a", "b", "c"], "abc"), (["d", "a", "b"], "abd")):
        stack = stack_of({"network": {"zones": zones}, "database": {"proxy": {"enabled": True}}})
        assert resources(stack, "aws_lb")["nlb"]["name"] == f"nlb-{letters}-test"
        assert resources(stack, "aws_db_proxy")["proxy"]["name"] == f"proxy-{letters}-test"
        assert resources(stack, "aws_db_proxy_endpoint")["proxy-readers"]["db_proxy_endpoint_name"] == (
            f"proxy-readers-{letters}-test"
        )


def test_parameters_of_the_spec_come_beside_those_of_the_platform():
    (group,) = resources(stack_of(RICH), "aws_rds_cluster_parameter_group").values()
    parameters = {parameter["name"]: parameter for parameter in group["parameter"]}
    assert parameters["max_connections"] == {
        "apply_method": "pending-reboot",
        "name": "max_connections",
        "value": "500",
    }
    assert parameters["rds.force_ssl"]["value"] == "1"
    assert (group["family"], group["name"]) == ("aurora-postgresql16", "db-parameter-group-postgresql16-test")


def test_the_cluster_stands_in_isolated_subnets_of_three_zones():
    stack = stack_of()
    group = resources(stack, "aws_db_subnet_group")["db-subnet-group"]
    assert len(group["subnet_ids"]) == 3
    assert all("subnet-database" in subnet for subnet in group["subnet_ids"])
    assert len(set(cluster()["availability_zones"])) == 3
    assert cluster()["vpc_security_group_ids"] == ["${aws_security_group.security-group-database.id}"]
    assert {instance["publicly_accessible"] for instance in instances().values()} == {False}


@pytest.mark.parametrize(
    ("spec", "classes"),
    [
        (None, ["db.serverless", "db.serverless", "db.serverless"]),
        (RICH, ["db.r7g.xlarge", "db.r7g.large"]),
        (SMALL, ["db.serverless"]),
    ],
    ids=["two readers", "one reader", "no reader"],
)
def test_there_is_one_writer_and_the_readers_of_the_spec(spec, classes):
    built = instances(spec)
    assert [built[f"aurora-{number}"]["instance_class"] for number in range(1, len(built) + 1)] == classes
    assert [built[name]["promotion_tier"] for name in sorted(built)] == list(range(len(classes)))
    zones = [instance["availability_zone"] for instance in built.values()]
    assert len(set(zones)) == len(zones)


def test_many_readers_have_the_class_that_is_given_for_them():
    readers = {"count": 15, "instanceClass": "db.r7g.large"}
    env = resolve_plain({"environmentSuffix": "test", "database": {"readers": readers}}).environment
    assert env.database.instance_classes == ("db.serverless", *["db.r7g.large"] * 15)


def test_readers_of_another_class_wait_for_the_writer():
    built = instances(RICH)
    assert "aws_rds_cluster_instance.aurora-1" in built["aurora-2"]["depends_on"]
    assert "aws_rds_cluster_instance.aurora-1" not in instances()["aurora-2"]["depends_on"]


def test_serverless_has_bounds_and_instances_have_none():
    assert cluster(SMALL)["serverlessv2_scaling_configuration"] == {"max_capacity": 4, "min_capacity": 0.5}
    assert "serverlessv2_scaling_configuration" not in cluster(RICH)


def test_enhanced_monitoring_writes_with_a_role_of_its_own():
    for instance in instances().values():
        assert instance["monitoring_interval"] == 60
        assert instance["monitoring_role_arn"] == "${aws_iam_role.role-aurora-monitoring.arn}"
        assert "aws_iam_role_policy.role-aurora-monitoring-policy" in instance["depends_on"]


def test_the_words_of_the_spec_reach_the_cluster():
    rich, small = cluster(RICH), cluster(SMALL)
    assert (rich["engine_version"], rich["storage_type"]) == ("16", "aurora-iopt1")
    assert (rich["database_insights_mode"], rich["performance_insights_retention_period"]) == ("advanced", 465)
    assert "storage_type" not in small
    assert small["engine_version"] == "17.5"
    assert {instance["auto_minor_version_upgrade"] for instance in instances(SMALL).values()} == {False}


def test_readers_scale_between_the_count_and_the_maximum():
    stack = stack_of(RICH)
    target = resources(stack, "aws_appautoscaling_target")["scaling-target-aurora-readers"]
    policy = resources(stack, "aws_appautoscaling_policy")["scaling-policy-aurora-readers"]
    tracking = policy["target_tracking_scaling_policy_configuration"]
    assert (target["min_capacity"], target["max_capacity"]) == (1, 4)
    assert target["depends_on"] == ["aws_rds_cluster_instance.aurora-1", "aws_rds_cluster_instance.aurora-2"]
    assert tracking["target_value"] == 300
    metric = tracking["predefined_metric_specification"]["predefined_metric_type"]
    assert metric == "RDSReaderAverageDatabaseConnections"


def test_readers_do_not_scale_unless_the_spec_says_so():
    assert "scaling-target-aurora-readers" not in resources(stack_of(), "aws_appautoscaling_target")


def test_the_endpoints_are_in_parameter_store_encrypted():
    parameters = resources(stack_of(), "aws_ssm_parameter")
    writer = parameters["parameter-database_writer-endpoint"]
    reader = parameters["parameter-database_reader-endpoint"]
    assert writer["value"] == "${aws_rds_cluster.aurora.endpoint}"
    assert reader["value"] == "${aws_rds_cluster.aurora.reader_endpoint}"
    for parameter in (writer, reader):
        assert (parameter["type"], parameter["key_id"]) == ("SecureString", "${aws_kms_key.key-secrets.arn}")
    assert writer["name"] == "/parameter-test/database/writer-endpoint"


def test_without_the_proxy_nothing_of_it_is_there():
    assert [kind for kind in stack_of()["resource"] if kind.startswith("aws_db_proxy")] == []


def test_the_proxy_takes_tls_only_and_logs_in_with_one_secret():
    stack = stack_of(RICH)
    proxy = resources(stack, "aws_db_proxy")["proxy"]
    (auth,) = proxy["auth"]
    assert proxy["require_tls"] is True
    assert proxy["debug_logging"] is False
    assert auth["secret_arn"] == "${aws_secretsmanager_secret.secret-app-database.arn}"
    statements = json.loads(resources(stack, "aws_iam_role_policy")["role-proxy-policy"]["policy"])["Statement"]
    resources_of_role = [statement["Resource"] for statement in statements]
    assert resources_of_role == [
        "${aws_secretsmanager_secret.secret-app-database.arn}",
        "${aws_kms_key.key-secrets.arn}",
    ]


def test_the_proxy_stands_between_the_functions_and_the_database():
    stack = stack_of(RICH)
    incoming = resources(stack, "aws_vpc_security_group_ingress_rule")
    rule = incoming["database-ingress-proxy"]
    assert (rule["from_port"], rule["to_port"]) == (5432, 5432)
    assert rule["referenced_security_group_id"] == "${aws_security_group.security-group-proxy.id}"
    into_proxy = incoming["proxy-ingress-functions"]
    assert into_proxy["referenced_security_group_id"] == "${aws_security_group.security-group-functions.id}"


def test_the_proxy_has_an_endpoint_for_reads_where_there_are_readers():
    rich, small = stack_of(RICH), stack_of(SMALL)
    assert resources(rich, "aws_db_proxy_endpoint")["proxy-readers"]["target_role"] == "READ_ONLY"
    assert resources(small, "aws_db_proxy_endpoint") == {}
    parameters = {name: resources(stack, "aws_ssm_parameter") for name, stack in (("rich", rich), ("small", small))}
    reader = "parameter-database_reader-endpoint"
    assert parameters["rich"][reader]["value"] == "${aws_db_proxy_endpoint.proxy-readers.endpoint}"
    assert parameters["small"][reader]["value"] == "${aws_db_proxy.proxy.endpoint}"


def test_the_proxy_finds_its_target_when_the_instances_are_there():
    target = resources(stack_of(RICH), "aws_db_proxy_target")["proxy-target"]
    assert target["depends_on"] == ["aws_rds_cluster_instance.aurora-1", "aws_rds_cluster_instance.aurora-2"]


def test_names_follow_the_rules_of_rds():
    names = [instance["identifier"] for instance in instances().values()] + [cluster()["cluster_identifier"]]
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) and len(name) <= 63 for name in names)


def scaling(**serverless):
    return cluster({"database": {"serverless": serverless}})["serverlessv2_scaling_configuration"]


def test_a_development_database_pauses_where_its_least_is_nothing():
    assert scaling(minimumCapacity=0, maximumCapacity=4, secondsUntilAutoPause=600) == {
        "min_capacity": 0,
        "max_capacity": 4,
        "seconds_until_auto_pause": 600,
    }
    assert "seconds_until_auto_pause" not in scaling(minimumCapacity=0.5, maximumCapacity=4)


def test_a_cluster_begins_from_a_snapshot():
    built = cluster({"database": {"restoreFrom": {"snapshot": "nightly"}}})
    assert built["snapshot_identifier"] == "nightly"
    assert "restore_to_point_in_time" not in built


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-28T06:30:00Z", {"restore_to_time": "2026-11-28T06:30:00Z"}),
        (None, {"use_latest_restorable_time": True}),
    ],
)
def test_a_cluster_begins_from_a_moment_of_another(moment, expected):
    built = cluster({"database": {"restoreFrom": {"cluster": "aurora-prod", "time": moment}}})
    assert built["restore_to_point_in_time"] == {"source_cluster_identifier": "aurora-prod", **expected}


@pytest.mark.parametrize("spec", [{}, {"database": {"restoreFrom": {"snapshot": "nightly"}}}])
def test_what_a_cluster_began_from_never_replaces_it(spec):
    ignored = cluster(spec)["lifecycle"]["ignore_changes"]
    assert {"snapshot_identifier", "restore_to_point_in_time"} <= set(ignored)
