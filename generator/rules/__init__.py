"""What a schema cannot say. One module a rule, listed by hand; each has CODE, SUMMARY, SOURCE and `check`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from generator.findings import Finding
from generator.rules import (
    address_not_on_premises,
    api_key_missing,
    certificate_incomplete,
    colour_without_target,
    default_endpoint_old_tls,
    direct_link_needs_provider,
    endpoint_type_contradicted,
    firewall_group_not_used,
    firewall_without_log4j,
    function_slower_than_api,
    health_check_too_tight,
    listener_limits,
    listener_priority_clash,
    listener_rule_incomplete,
    listener_rule_unreachable,
    model_not_draft_four,
    model_repeats_values,
    name_too_long,
    path_parameter_conflict,
    plain_http_in_scope,
    route_body_unknown,
    route_duplicate,
    route_target_unknown,
    state_incomplete,
    table_key_not_declared,
    target_function_unknown,
    target_without_route,
    weights_not_a_hundred,
)
from generator.spec.model import Environment


class Rule(Protocol):
    """The shape of a rule module."""

    CODE: str
    SUMMARY: str
    SOURCE: str

    def check(self, env: Environment) -> Iterator[Finding]: ...


RULES: tuple[Rule, ...] = (
    address_not_on_premises,
    api_key_missing,
    certificate_incomplete,
    colour_without_target,
    default_endpoint_old_tls,
    direct_link_needs_provider,
    endpoint_type_contradicted,
    firewall_group_not_used,
    firewall_without_log4j,
    function_slower_than_api,
    health_check_too_tight,
    listener_limits,
    listener_priority_clash,
    listener_rule_incomplete,
    listener_rule_unreachable,
    model_not_draft_four,
    model_repeats_values,
    name_too_long,
    path_parameter_conflict,
    plain_http_in_scope,
    route_body_unknown,
    route_duplicate,
    route_target_unknown,
    state_incomplete,
    table_key_not_declared,
    target_function_unknown,
    target_without_route,
    weights_not_a_hundred,
)
