"""Read versions, digests of code and weights by colour: the live values beside those of the spec."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from generator.operations.aws_clients import aws_errors
from generator.planning.alias_versions import followed_version, promoted_functions
from generator.planning.naming import Naming
from generator.spec.model import Environment
from generator.spec.model.functions import Colour

DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourStatus:
    """One colour of one target. `version` and `digest` are None where no function is behind it."""

    target: str
    colour: Colour
    function: str | None
    follows: str | None
    version: str | None
    digest: str | None
    weights: list[int]
    in_spec: int


def release_status(env: Environment, client: Callable[[str], Any]) -> list[ColourStatus]:
    """Return both colours of every target, as they are live."""
    weights = _weights(env, client)
    return [side for target in env.load_balancer.targets for side in _colours(env, target.name, client, weights)]


def as_data(sides: list[ColourStatus]) -> list[dict[str, Any]]:
    """Return them as JSON data."""
    return [asdict(side) for side in sides]


def as_lines(sides: list[ColourStatus]) -> Iterator[str]:
    """Yield a table."""
    form = "{:<26} {:<6} {:<9} {:<8} {:<13} {:>9} {:>8}"
    yield form.format("target", "colour", "follows", "version", "code", "live", "in spec")
    for side in sides:
        live = ", ".join(str(weight) for weight in side.weights) or "none"
        words = (side.follows or "-", side.version or "-", side.digest or "-")
        yield form.format(side.target, side.colour, *words, live, side.in_spec)


def _colours(
    env: Environment, name: str, client: Callable[[str], Any], weights: dict[str, list[int]]
) -> Iterator[ColourStatus]:
    target = next(target for target in env.load_balancer.targets if target.name == name)
    functions, promoted = {function.name: function for function in env.functions}, promoted_functions(env)
    naming = Naming(env.environment_suffix)
    for colour in target.backends():
        behind = target.functions().get(colour)
        follows = version = digest = None
        if behind is not None:
            alias = functions[behind].aliases.by_colour()[colour]
            follows = followed_version(alias, colour, function=behind, promoted=promoted)
            version, digest = _code(client, naming.name("lambda", behind), colour)
        yield ColourStatus(
            target=name,
            colour=colour,
            function=behind,
            follows=follows,
            version=version,
            digest=digest,
            weights=weights.get(_group(env, name, colour), []),
            in_spec=target.weights.blue if colour == "blue" else target.weights.green,
        )


def _code(client: Callable[[str], Any], function: str, colour: Colour) -> tuple[str, str]:
    with aws_errors():
        found = client("lambda").get_function_configuration(FunctionName=function, Qualifier=colour)
    return str(found["Version"]), str(found["CodeSha256"])[:DIGEST_LENGTH]


def _group(env: Environment, name: str, colour: Colour) -> str:
    from generator.planning.target_group_names import group_qualifier

    target = next(target for target in env.load_balancer.targets if target.name == name)
    return Naming(env.environment_suffix).name("tg", group_qualifier(target, colour))


def _weights(env: Environment, client: Callable[[str], Any]) -> dict[str, list[int]]:
    """The weights of each target group in the rules that share the traffic, by the group's name."""
    balancers = client("elbv2")
    name = Naming(env.environment_suffix).name("alb")
    with aws_errors():
        (alb,) = balancers.describe_load_balancers(Names=[name])["LoadBalancers"]
        groups = _paginate(balancers, "describe_target_groups", "TargetGroups", LoadBalancerArn=alb["LoadBalancerArn"])
        names = {group["TargetGroupArn"]: group["TargetGroupName"] for group in groups}
        listeners = _paginate(balancers, "describe_listeners", "Listeners", LoadBalancerArn=alb["LoadBalancerArn"])
        rules = [
            rule
            for listener in listeners
            for rule in _paginate(balancers, "describe_rules", "Rules", ListenerArn=listener["ListenerArn"])
        ]
    found: dict[str, list[int]] = {}
    for rule in rules:
        shares = [
            group for action in rule["Actions"] for group in action.get("ForwardConfig", {}).get("TargetGroups", ())
        ]
        for group in shares if len(shares) > 1 else ():
            weights = found.setdefault(names.get(group["TargetGroupArn"], ""), [])
            if group.get("Weight", 0) not in weights:
                weights.append(group.get("Weight", 0))
    return found


def _paginate(client: Any, operation: str, where: str, **given: str) -> list[Any]:
    pages = client.get_paginator(operation).paginate(**given)
    return [item for page in pages for item in page[where]]
