"""Check what a schema cannot say. One module a rule, with CODE, LEVEL, SUMMARY, SOURCE and `check`.

A rule gives each finding its code, place and message; the level is that of the rule. Where its findings are of both
levels, LEVELS says so, and a finding that is not an error says it is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Protocol

from generator.diagnostics.findings import Finding, Level
from generator.rules import (
    address_block_invalid,
    address_not_on_premises,
    address_without_route,
    alarm_always_fires,
    alarm_incomplete,
    alarm_never_fires,
    alarm_topic_unknown,
    alarm_unit_mistaken,
    alarm_window,
    alarm_without_receiver,
    api_key_missing,
    asn_invalid,
    audit_records_short_lived,
    audit_versions_short_lived,
    backup_retention_short,
    bucket_archive_too_short,
    bucket_lifecycle_order,
    bucket_purpose_missing_or_repeated,
    bucket_suffix_reserved,
    burst_under_rate,
    burstable_in_production,
    caller_timeout_short,
    certificate_incomplete,
    claims_not_retained,
    colour_chosen_in_production,
    colour_without_target,
    colours_both_pinned,
    colours_same_version,
    composite_alarm_invalid,
    concurrency_over_account,
    config_rule_parameters,
    customer_gateway_invalid,
    data_events_select_nothing,
    data_events_too_many,
    database_access_incomplete,
    database_certificate_missing,
    database_changes_immediate,
    database_log_missing,
    database_name_reserved,
    database_parameter_unknown,
    database_parameter_value,
    database_windows,
    debug_log_in_production,
    decommissioned_early,
    default_endpoint_old_tls,
    deploy_input_invalid,
    deploy_of_stopped_function,
    direct_connect_asn_equal,
    direct_connect_prefix_unannounced,
    direct_link_provider_too_old,
    domain_certificate_elsewhere,
    endpoint_missing,
    endpoint_parameter_taken,
    endpoint_type_conflict,
    engine_version_unsupported,
    environment_too_large,
    existing_network_incomplete,
    existing_network_without_gateway,
    firewall_below_throttle,
    firewall_group_not_used,
    firewall_list_never_matches,
    firewall_without_log4j,
    function_log_short,
    function_schedule_input,
    function_schedule_invalid,
    function_slower_than_api,
    function_stopped,
    function_unused,
    grant_verb_redundant,
    health_check_too_tight,
    insights_retention,
    insights_without_events,
    instance_class_unknown,
    integration_timeout_raised,
    invoke_cycle,
    kept_payments_not_replicated,
    key_rotation_slow,
    landing_bucket_retention,
    listener_limits,
    listener_priority_clash,
    listener_rule_incomplete,
    listener_rule_unreachable,
    lock_on_access_logs,
    lock_outside_production,
    log_metric_function_unknown,
    log_pattern_invalid,
    logical_replication_off,
    major_upgrade_allowed,
    major_upgrade_deferred,
    master_secret_rotated,
    memory_too_small,
    metric_math,
    metric_query_ambiguous,
    metric_target_unknown,
    metric_unknown,
    migration_address_not_on_premises,
    migration_breaks_blue,
    migration_bypasses_relay,
    migration_incomplete,
    migration_unchecked,
    migration_weights_early,
    minor_version_drifts,
    minor_version_unknown,
    model_not_draft_four,
    model_repeats_values,
    monitoring_selection_unknown,
    moved_name_taken,
    name_too_long,
    nat_without_traffic,
    no_readers_in_production,
    on_premises_closed_early,
    on_premises_conflict,
    on_premises_in_existing_network,
    on_premises_overlap,
    on_premises_routes_unknown,
    parameter_not_json,
    parameter_path_reserved,
    parameter_pattern,
    parameter_too_large,
    parameter_value_missing,
    path_parameter_conflict,
    pause_in_production,
    pause_prevented,
    pause_unsupported,
    plain_http_in_scope,
    platform_parameter,
    private_api_without_endpoint,
    production_state_local,
    production_unprotected,
    provider_version_unsatisfiable,
    provisioned_over_reserved,
    provisioned_twice,
    proxy_pool,
    proxy_secret,
    quota_without_keys,
    raw_delivery_unsupported,
    reader_scaling,
    references,
    region_of_other_partition,
    relay_timeout_short,
    release_at_once,
    remaining_payments_unreadable,
    replicated_into_own_schema,
    replication_method_unsupported,
    resolver_invalid,
    restore_incomplete,
    role_of_other_account,
    rollback_loses_payments,
    rollout_approval_unknown,
    rollout_bake_short,
    rollout_function_unreachable,
    rollout_guard_unusable,
    rollout_steps,
    rollout_target_invalid,
    rollout_too_long,
    rotation_function_unknown,
    rotation_grant_missing,
    rotation_never_due,
    rotation_schedule_impossible,
    rotation_timeout_short,
    rotation_too_rare,
    rotation_unpublished,
    rotation_users_shared,
    route_body_unknown,
    route_duplicate,
    route_reserved,
    runtime_unsupported,
    secret_in_parameter,
    secret_name_like_arn,
    secret_name_reserved,
    secret_not_rotated,
    secret_unused,
    security_hub_without_recorder,
    security_standard_retired,
    serverless_bounds,
    single_customer_gateway,
    single_nat_in_production,
    split_without_claims,
    stable_never_promoted,
    state_incomplete,
    state_key_elsewhere,
    state_setting_unused,
    static_parameter_immediate,
    statistic_unknown,
    stream_off,
    subnets_invalid,
    subscription_endpoint_invalid,
    subscription_in_other_region,
    subscription_twice,
    table_attribute_unused,
    table_capacity_reversed,
    table_capacity_without_effect,
    table_expiry_not_a_number,
    table_index_name_twice,
    table_index_slower,
    table_key_repeated,
    table_local_index,
    table_projection,
    table_projection_too_wide,
    table_recovery_short,
    tag_key_twice,
    tag_overwritten,
    target_without_route,
    tenancy_off_in_production,
    tenancy_without_identity,
    topic_without_subscription,
    trail_incomplete,
    trail_log_short_lived,
    trail_records_itself,
    variable_clash,
    variable_reserved,
    weights_not_a_hundred,
    weights_owned_by_rollout,
    weights_owned_twice,
    widget_incomplete,
    zone_names_mixed,
    zone_unknown,
    zone_without_service,
)
from generator.spec.model import Environment


class Described(Protocol):
    """What every rule says of itself; its docstring says why it matters, or WHY in a row of a table.

    It may also have LEVELS, and WAIVABLE where an error of it can be waived.
    """

    @property
    def CODE(self) -> str: ...

    @property
    def LEVEL(self) -> Level: ...

    @property
    def SUMMARY(self) -> str: ...

    @property
    def SOURCE(self) -> str: ...


class Rule(Described, Protocol):
    """The shape of a rule over one environment: a module, or a row of a table."""

    def check(self, env: Environment) -> Iterator[Finding]: ...


# A rule is registered by its import above, or by its row in a table, and there alone.
RULES: tuple[Rule, ...] = (
    *(module for module in list(vars().values()) if isinstance(module, ModuleType) and hasattr(module, "CODE")),
    *references.REFERENCES,
)


def levels_of(rule: Described) -> tuple[Level, ...]:
    """Return the levels that findings of a rule can have."""
    return getattr(rule, "LEVELS", (rule.LEVEL,))


def findings(env: Environment) -> Iterator[Finding]:
    """Return what every rule finds in an environment, not yet located."""
    for rule in RULES:
        for finding in rule.check(env):
            yield at_level(rule, finding)


def at_level(rule: Described, finding: Finding) -> Finding:
    """Return a finding at a level that its rule has."""
    return finding if finding.level in levels_of(rule) else replace(finding, level=rule.LEVEL)
