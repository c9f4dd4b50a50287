"""Create the load balancer of the stack in the emulator, with the groups and rules of the moved target only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.planning.listener_rules import PlannedRule, plan_rules
from generator.planning.planned_rollout import CONTROLS, PlannedRollout
from generator.planning.rollout_settings import References, parameter_name
from generator.rehearsal.emulator import Emulator
from generator.spec.model import Environment
from generator.verify.emulators.server_process import HOST

NAME = "rehearsal"
PORT = 80
BLUE, GREEN = "blue", "green"


@dataclass(frozen=True, slots=True)
class Balancer:
    """`groups` by colour; `rules` by name: those whose weights the rollout moves."""

    emulator: Emulator
    arn: str
    groups: Mapping[str, str]
    rules: Mapping[str, str]

    @property
    def host(self) -> str:
        """Return the host name by which the emulator knows it."""
        return f"{NAME}.alb.localhost:{self.emulator.port}"

    @property
    def address(self) -> tuple[str, int]:
        return HOST, self.emulator.port

    def green_shares(self) -> set[int]:
        """Return the weights that green has in the rules: one value, unless a shift is under way."""
        described = self.emulator.client("elbv2").describe_rules(RuleArns=list(self.rules.values()))["Rules"]
        return {
            group.get("Weight", 0)
            for rule in described
            for action in rule["Actions"]
            for group in action["ForwardConfig"]["TargetGroups"]
            if group["TargetGroupArn"] == self.groups[GREEN]
        }

    def references(self, planned: PlannedRollout, checks: Mapping[str, str]) -> References:
        """Return the names and ARNs that traffic-control is given."""
        (target,) = planned.targets
        groups = {(target.name, colour): arn for colour, arn in self.groups.items()}
        return References(
            balancer=self.arn.partition(":loadbalancer/")[2],
            rules=self.rules,
            groups=groups,
            dimensions={key: arn.rpartition(":")[2] for key, arn in groups.items()},
            functions={name: name for name in planned.promotes},
            checks=checks,
            alarms=dict.fromkeys(planned.guard_addresses(), ""),
            parameters={control: parameter_name(planned, control) for control in CONTROLS},
            key="",
        )


def create_balancer(
    env: Environment, emulator: Emulator, planned: PlannedRollout, backends: Mapping[str, str]
) -> Balancer:
    """Create it with everything on blue; `backends` are the qualified ARNs of the functions, by colour."""
    client = emulator.client("elbv2")
    balancer = client.create_load_balancer(Name=NAME, Type="application", Subnets=["subnet-1", "subnet-2"])
    arn = balancer["LoadBalancers"][0]["LoadBalancerArn"]
    groups = {colour: _group(emulator, colour, backend) for colour, backend in backends.items()}
    refused = {"StatusCode": "404", "ContentType": "application/json", "MessageBody": "{}"}
    default = [{"Type": "fixed-response", "FixedResponseConfig": refused}]
    listener = client.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=PORT, DefaultActions=default)
    listener_arn = listener["Listeners"][0]["ListenerArn"]
    (target,) = planned.targets
    created = {
        rule.name: _rule(client, listener_arn, rule, groups)
        for rule in plan_rules(env.load_balancer, env.api.routes)
        if rule.target == target.name
    }
    moved = {rule.name for rule in planned.rules}
    return Balancer(emulator, arn, groups, {name: rule for name, rule in created.items() if name in moved})


def _group(emulator: Emulator, colour: str, backend: str) -> str:
    client = emulator.client("elbv2")
    group: str = client.create_target_group(Name=colour, TargetType="lambda")["TargetGroups"][0]["TargetGroupArn"]
    function, _, alias = backend.rpartition(":")
    emulator.client("lambda").add_permission(
        FunctionName=function,
        Qualifier=alias,
        StatementId=f"balancer-{colour}",
        Action="lambda:InvokeFunction",
        Principal="elasticloadbalancing.amazonaws.com",
        SourceArn=group,
    )
    client.register_targets(TargetGroupArn=group, Targets=[{"Id": backend}])
    return group


def _rule(client: Any, listener: str, rule: PlannedRule, groups: Mapping[str, str]) -> str:
    weights = {BLUE: 100, GREEN: 0} if rule.colour is None else {rule.colour: 100}
    shares = [{"TargetGroupArn": groups[colour], "Weight": weight} for colour, weight in weights.items()]
    forward = {"TargetGroups": shares, "TargetGroupStickinessConfig": {"Enabled": False}}
    created = client.create_rule(
        ListenerArn=listener,
        Priority=rule.priority,
        Conditions=_conditions(rule),
        Actions=[{"Type": "forward", "ForwardConfig": forward}],
    )
    return str(created["Rules"][0]["RuleArn"])


def _conditions(rule: PlannedRule) -> list[dict[str, Any]]:
    conditions: list[dict[str, Any]] = []
    if rule.paths:
        conditions.append({"Field": "path-pattern", "PathPatternConfig": {"Values": list(rule.paths)}})
    if rule.methods:
        methods = {"Values": list(rule.methods)}
        conditions.append({"Field": "http-request-method", "HttpRequestMethodConfig": methods})
    for name, values in rule.headers:
        header = {"HttpHeaderName": name, "Values": list(values)}
        conditions.append({"Field": "http-header", "HttpHeaderConfig": header})
    return conditions
