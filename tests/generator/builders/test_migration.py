"""A migration in the synthesized JSON: who decides, who calls whom across the premises, and what watches over it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.stacks import resources, stack_of

SOURCE = {"host": "192.168.10.20", "port": 6432, "database": "cards", "secret": "old-ledger", "tables": ["payments.*"]}
RELAY = {
    "addresses": ["192.168.10.11", "192.168.10.12"],
    "port": 9443,
    "serverName": "payments.example.internal",
    "certificates": "trust",
    "timeoutSeconds": 8,
    "connectTimeoutSeconds": 3,
}
REPLICATION = {"maximumLagSeconds": 7, "maximumRetainedGigabytes": 20, "compareEveryMinutes": 30}
TASKS = ("fallback", "replication")


def spec(
    phase: str = "shift", *, transit: str | None = None, more: dict[str, Any] | None = None, **settings: Any
) -> Any:
    """A spec with a migration in a phase, some settings of it set otherwise."""
    way = {"cidrs": ["192.168.0.0/16"], **({"transitGatewayId": transit} if transit else {})}
    move = {"phase": phase, "source": SOURCE, "relay": RELAY, "replication": REPLICATION, **settings}
    return {"network": {"onPremises": way}, "migration": move, **(more or {})}


def dms(**settings: Any) -> Any:
    replication = {
        "method": "dms",
        "instanceClass": "dms.r6i.xlarge",
        "certificateArn": "arn:aws:dms:us-east-1:111122223333:cert:CA",
        **REPLICATION,
        **settings,
    }
    source = {**SOURCE, "engine": "oracle", "tables": ["CARDS.*", "CARDS_OLD.ENTRIES"]}
    return spec(source=source, replication=replication)


def variables(stack: dict[str, Any], function: str) -> dict[str, str]:
    found: dict[str, str] = resources(stack, "aws_lambda_function")[f"lambda-{function}"]["environment"]["variables"]
    return found


def allowed(stack: dict[str, Any], function: str) -> dict[str, list[str]]:
    """Actions by resource of what a function's grants allow."""
    policy = json.loads(resources(stack, "aws_iam_role_policy")[f"role-lambda-{function}-policy"]["policy"])
    grants = [statement for statement in policy["Statement"] if statement["Sid"].startswith("Grant")]
    return {str(grant["Resource"]): grant["Action"] for grant in grants}


def ways(stack: dict[str, Any], direction: str) -> set[tuple[str, str, int]]:
    """Security group, address and port of each way to or from a single address."""
    rules = resources(stack, f"aws_vpc_security_group_{direction}_rule").values()
    return {
        (rule["security_group_id"].split(".")[1], rule["cidr_ipv4"], rule["from_port"])
        for rule in rules
        if rule.get("cidr_ipv4", "").endswith("/32")
    }


def alarm(stack: dict[str, Any], name: str) -> dict[str, Any]:
    return resources(stack, "aws_cloudwatch_metric_alarm")[f"alarm-{name}"]


CLAIMS = "arn:aws:dynamodb:us-east-1:${data.aws_caller_identity.account.account_id}:table/table-payment-claims-test"


@pytest.mark.parametrize(
    ("function", "other", "alias"),
    [
        ("payment-relay", "transaction-processing", "green"),
        ("transaction-processing", "payment-relay", "blue"),
    ],
)
def test_both_sides_may_claim_and_hand_over_and_neither_takes_a_claim_away(function, other, alias):
    stack = stack_of(spec())
    grants = allowed(stack, function)
    (claims,) = (actions for resource, actions in grants.items() if resource.endswith("table-payment-claims-test"))
    assert claims == ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
    (index,) = (
        actions for resource, actions in grants.items() if "table-payment-claims-test/index/unknown" in resource
    )
    assert index == ["dynamodb:Query"]
    (called,) = (resource for resource, actions in grants.items() if actions == ["lambda:InvokeFunction"])
    assert called.endswith(f"function:lambda-{other}-test:{alias}")
    assert variables(stack, function)[f"FUNCTION_{other.upper().replace('-', '_')}"] == called
    assert variables(stack, function)["TABLE_PAYMENT_CLAIMS"] == "table-payment-claims-test"


def test_claims_are_kept_for_ever_and_those_of_unknown_outcome_are_found():
    table = resources(stack_of(spec()), "aws_dynamodb_table")["table-payment-claims"]
    assert table["hash_key"] == "paymentId"
    assert "range_key" not in table
    assert table.get("ttl") in (None, [], {"enabled": False})
    assert table["point_in_time_recovery"]["enabled"] is True
    (index,) = table["global_secondary_index"]
    assert (index["name"], index["hash_key"], index["range_key"]) == ("unknown", "outcomeUnknown", "unknownSince")


def test_the_relay_knows_whom_it_calls_and_how_long_it_waits():
    found = variables(stack_of(spec(reads="joined")), "payment-relay")
    assert found["RELAY_ADDRESSES"] == "192.168.10.11:9443,192.168.10.12:9443"
    assert found["RELAY_SERVER_NAME"] == "payments.example.internal"
    assert (found["RELAY_TIMEOUT_SECONDS"], found["RELAY_CONNECT_TIMEOUT_SECONDS"]) == ("8", "3")
    assert found["SECRET_RELAY_CERTIFICATES"] == found["SECRET_TRUST"]
    assert found["MIGRATION_READS"] == "joined"


def test_green_knows_how_to_read_and_what_to_make_of_keys_that_nobody_has_claimed():
    found = variables(stack_of(spec(reads="joined", earlierPayments="ignore")), "transaction-processing")
    assert (found["MIGRATION_READS"], found["MIGRATION_EARLIER_PAYMENTS"]) == ("joined", "ignore")


def test_without_a_migration_nothing_of_it_is_there():
    stack = stack_of()
    assert "payment-relay" not in json.dumps(stack)
    assert not {name for name in variables(stack, "transaction-processing") if "CLAIMS" in name or "MIGRATION" in name}


def test_replication_reads_its_settings_from_a_parameter_without_a_secret():
    stack = stack_of(spec())
    parameter = resources(stack, "aws_ssm_parameter")["parameter-migration"]
    settings = json.loads(parameter["value"])
    assert settings["phase"] == "shift"
    assert settings["source"] == {
        "engine": "postgres",
        "addresses": [],
        "payments": None,
        **{k: v for k, v in SOURCE.items() if k != "secret"},
    }
    assert settings["relay"] == {"readOnly": False}
    assert settings["replication"]["maximumLagSeconds"] == 7
    found = variables(stack, "database-replication")
    assert found["PARAMETER_MIGRATION"] == "/parameter-test/migration"
    assert found["SECRET_ON_PREMISES_DATABASE"] == found["SECRET_OLD_LEDGER"]
    assert "master_user_secret" in found["SECRET_MASTER"]


def test_replication_learns_how_a_row_is_a_payment_and_may_claim_what_it_keeps():
    payments = {
        "table": "payments.payments",
        "columns": {"idempotencyKey": "key"},
        "statuses": {"captured": "approved"},
    }
    stack = stack_of(spec(source={**SOURCE, "payments": payments}))
    told = json.loads(resources(stack, "aws_ssm_parameter")["parameter-migration"]["value"])["source"]["payments"]
    assert (told["table"], told["statuses"]) == ("payments.payments", {"captured": "approved"})
    assert told["columns"]["idempotencyKey"] == "key"
    assert told["columns"]["createdAt"] == "created_at"
    assert variables(stack, "database-replication")["TABLE_PAYMENT_CLAIMS"] == "table-payment-claims-test"


def test_only_what_calls_on_premises_is_let_out_and_to_single_ports_alone():
    stack = stack_of(spec())
    assert ways(stack, "egress") == {
        ("security-group-on-premises", "192.168.10.11/32", 9443),
        ("security-group-on-premises", "192.168.10.12/32", 9443),
        ("security-group-on-premises", "192.168.10.20/32", 6432),
        ("security-group-database", "192.168.10.20/32", 6432),
    }
    assert ways(stack, "ingress") == {("security-group-database", "192.168.10.20/32", 5432)}
    groups = {
        name: function["vpc_config"]["security_group_ids"]
        for name, function in resources(stack, "aws_lambda_function").items()
    }
    apart = {name for name, ids in groups.items() if any("on-premises" in group for group in ids)}
    assert apart == {"lambda-payment-relay", "lambda-database-replication"}


def test_without_fallback_nobody_comes_in_from_on_premises():
    assert ways(stack_of(spec("replicate", replication={"fallback": False})), "ingress") == set()


@pytest.mark.parametrize(
    ("transit", "through"), [(None, "gateway_id"), ("tgw-0123456789abcdef0", "transit_gateway_id")]
)
def test_one_route_leads_from_the_database_to_its_peer(transit, through):
    stack = stack_of(spec(transit=transit))
    routes = resources(stack, "aws_route")
    (route,) = (routes[name] for name in routes if "route-table-database" in routes[name]["route_table_id"])
    assert route["destination_cidr_block"] == "192.168.10.20/32"
    assert through in route


def test_a_name_is_let_through_by_its_addresses():
    source = {**SOURCE, "host": "ledger.example.internal", "addresses": ["192.168.10.21", "192.168.10.22"]}
    stack = stack_of(spec(source=source))
    assert {"192.168.10.21/32", "192.168.10.22/32"} < {address for _, address, _ in ways(stack, "egress")}
    assert json.loads(resources(stack, "aws_ssm_parameter")["parameter-migration"]["value"])["source"]["host"] == (
        "ledger.example.internal"
    )


@pytest.mark.parametrize(
    ("fallback", "calls"), [(True, [(1024, 65535)]), (False, [(6432, 6432)])], ids=["both ways", "one way"]
)
def test_the_network_acl_of_the_database_knows_its_peer_alone(fallback, calls):
    stack = stack_of(spec("replicate", replication={"fallback": fallback}))
    acl = resources(stack, "aws_network_acl")["network-acl-database"]
    found = {
        direction: [
            (line["from_port"], line["to_port"]) for line in acl[direction] if line["cidr_block"] == "192.168.10.20/32"
        ]
        for direction in ("ingress", "egress")
    }
    assert found == {"ingress": [(1024, 65535)], "egress": calls}
    assert len(acl["ingress"]) == len({line["rule_no"] for line in acl["ingress"]}) == 4


def test_aurora_replicates_from_its_next_restart_on():
    (group,) = resources(stack_of(spec("prepare")), "aws_rds_cluster_parameter_group").values()
    (parameter,) = (one for one in group["parameter"] if one["name"] == "rds.logical_replication")
    assert (parameter["value"], parameter["apply_method"]) == ("1", "pending-reboot")


CALLS = {
    "prepare": {("payment-relay", "status"): "rate(1 minute)"},
    "replicate": {
        ("payment-relay", "status"): "rate(1 minute)",
        ("database-replication", "status"): "rate(1 minute)",
        ("database-replication", "compare"): "rate(30 minutes)",
    },
    "decommissioned": {},
}


@pytest.mark.parametrize("phase", CALLS)
def test_the_functions_are_called_by_the_clock_as_the_phase_asks(phase):
    ended = {"source": None, "relay": None} if phase == "decommissioned" else {}
    stack = stack_of(spec(phase, **ended))
    targets = resources(stack, "aws_cloudwatch_event_target")
    made = {
        (function, action): rule["schedule_expression"]
        for name, rule in resources(stack, "aws_cloudwatch_event_rule").items()
        for function in ("payment-relay", "database-replication")
        for action in ("status", "compare")
        if name == f"schedule-{function}-{action}"
        and json.loads(targets[f"{name}-target"]["input"]) == {"action": action}
    }
    assert made == CALLS[phase]


def test_the_rollout_asks_replication_and_leaves_green_with_everything():
    stack = stack_of(spec(rollout={"steps": [5, 100], "bakeMinutes": 45}))
    machine = json.loads(resources(stack, "aws_sfn_state_machine")["rollout-migration"]["definition"])
    settings = machine["States"]["Settings"]["Result"]
    assert [target["name"] for target in settings["targets"]] == ["transaction-processing"]
    assert settings["checks"] == ["${aws_lambda_alias.alias-database-replication-green.arn}"]
    assert settings["bakeSeconds"] == 45 * 60
    assert {"Shift5", "Shift100"} < machine["States"].keys()
    assert not {"Promote", "Return"} & machine["States"].keys()
    blue = resources(stack, "aws_lb_target_group_attachment")[
        "tg-attachment-payment-relay--blue-transaction-processing"
    ]
    assert blue["target_id"] == "${aws_lambda_alias.alias-payment-relay-blue.arn}"


def test_what_is_late_or_differs_stops_the_rollout():
    stack = stack_of(spec())
    machine = json.loads(resources(stack, "aws_sfn_state_machine")["rollout-migration"]["definition"])
    guards = machine["States"]["Settings"]["Result"]["guards"]
    assert {f"alarm-migration-{name}-test" for name in ("replication-lag", "fallback-lag", "comparison")} <= set(guards)


@pytest.mark.parametrize("phase", ["prepare", "replicate"])
def test_before_phase_shift_there_is_nothing_that_moves_weights(phase):
    assert resources(stack_of(spec(phase)), "aws_sfn_state_machine") == {}


def test_alarms_watch_what_the_functions_measure_against_the_spec():
    stack = stack_of(spec("replicate"))
    lag = alarm(stack, "migration-replication-lag")
    assert (lag["threshold"], lag["comparison_operator"], lag["treat_missing_data"]) == (
        7,
        "GreaterThanThreshold",
        "breaching",
    )
    (query,) = (query["metric"] for query in lag["metric_query"]) if "metric_query" in lag else (lag,)
    assert (query["namespace"], query["metric_name"]) == ("Payments", "ReplicationLagSeconds")
    assert "lambda-database-replication" in query["dimensions"]["service"]
    assert alarm(stack, "migration-retained-wal")["threshold"] == 20
    assert alarm(stack, "migration-fallback-lag")["threshold"] == 7
    assert alarm(stack, "migration-unknown-payment")["threshold"] == 300


def test_a_decommissioned_system_leaves_the_claims_and_no_way_there():
    more = {"loadBalancer": {"targets": [{"name": "transaction-processing", "weights": {"blue": 0, "green": 100}}]}}
    stack = stack_of(spec("decommissioned", source=None, relay=None, more=more))
    found = variables(stack, "transaction-processing")
    assert found["TABLE_PAYMENT_CLAIMS"] == "table-payment-claims-test"
    assert "FUNCTION_PAYMENT_RELAY" not in found
    assert ways(stack, "egress") == ways(stack, "ingress") == set()
    assert "lambda-payment-relay" not in resources(stack, "aws_lambda_function")


def test_dms_replicates_each_way_and_stops_rather_than_leave_a_row_out():
    stack = stack_of(dms())
    tasks = resources(stack, "aws_dms_replication_task")
    assert sorted(tasks) == [f"dms-task-{name}" for name in TASKS]
    there = tasks["dms-task-replication"]
    assert there["migration_type"] == "full-load-and-cdc"
    assert there["start_replication_task"] is False
    settings = json.loads(there["replication_task_settings"])
    assert settings["ValidationSettings"]["EnableValidation"] is True
    assert set(settings["ErrorBehavior"].values()) == {"STOP_TASK"}
    rules = json.loads(there["table_mappings"])["rules"]
    selected = [rule["object-locator"] for rule in rules if rule["rule-type"] == "selection"]
    assert selected == [
        {"schema-name": "CARDS", "table-name": "%"},
        {"schema-name": "CARDS_OLD", "table-name": "ENTRIES"},
    ]
    assert [rule["rule-target"] for rule in rules if rule["rule-type"] == "transformation"] == [
        "schema",
        "table",
        "column",
    ]
    assert len({rule["rule-id"] for rule in rules}) == len(rules)


def test_dms_checks_whom_it_talks_to_and_reads_logins_from_secrets():
    stack = stack_of(dms())
    endpoints = resources(stack, "aws_dms_endpoint")
    assert sorted(endpoints) == [
        f"dms-endpoint-{side}-{use}" for side in ("aurora", "on-premises") for use in ("source", "target")
    ]
    source = endpoints["dms-endpoint-on-premises-source"]
    assert (source["engine_name"], source["ssl_mode"]) == ("oracle", "verify-ca")
    assert source["certificate_arn"] == "arn:aws:dms:us-east-1:111122223333:cert:CA"
    assert source["secrets_manager_arn"] == "${aws_secretsmanager_secret.secret-old-ledger.arn}"
    assert not any("password" in endpoint for endpoint in endpoints.values())


def test_dms_runs_in_the_private_subnets_under_the_data_key():
    stack = stack_of(dms())
    (instance,) = resources(stack, "aws_dms_replication_instance").values()
    assert (instance["replication_instance_class"], instance["multi_az"]) == ("dms.r6i.xlarge", True)
    assert instance["publicly_accessible"] is False
    assert instance["kms_key_arn"] == "${aws_kms_key.key-data.arn}"
    (group,) = resources(stack, "aws_dms_replication_subnet_group").values()
    assert all("subnet-private-" in subnet for subnet in group["subnet_ids"])
    assert ("security-group-dms", "192.168.10.20/32", 6432) in ways(stack, "egress")
    assert "lambda-database-replication" not in resources(stack, "aws_lambda_function")


def test_without_fallback_dms_goes_one_way():
    stack = stack_of({**dms(fallback=False), "migration": {**dms(fallback=False)["migration"], "phase": "replicate"}})
    assert list(resources(stack, "aws_dms_replication_task")) == ["dms-task-replication"]


@pytest.mark.parametrize("task", TASKS)
def test_dms_that_is_late_or_has_found_differences_rings(task):
    stack = stack_of(dms())
    latency = alarm(stack, f"migration-{task}-latency")
    assert (latency["threshold"], latency["treat_missing_data"]) == (7, "breaching")
    metrics = {query["metric"]["metric_name"] for query in latency["metric_query"] if "metric" in query}
    assert metrics == {"CDCLatencySource", "CDCLatencyTarget"}
    (dimensions,) = {
        json.dumps(query["metric"]["dimensions"]) for query in latency["metric_query"] if "metric" in query
    }
    assert f"aws_dms_replication_task.dms-task-{task}.replication_task_arn" in dimensions
    assert alarm(stack, f"migration-{task}-validation")["threshold"] == 1
