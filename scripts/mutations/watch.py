"""Defects of trails, logs and alarms."""

from __future__ import annotations

from scripts.mutations.change import Mutation, add, drop, put, remove, statement

TRAIL = "aws_cloudtrail.trail"
ALARM = "aws_cloudwatch_metric_alarm.alarm-failed-transactions"
TOPIC_POLICY = "aws_sns_topic_policy.topic-policy-system-errors"

WATCH = (
    Mutation(
        "a filter counts nothing",
        put("aws_cloudwatch_log_metric_filter.metric-filter-trail-changed", "metric_transformation.value", "0"),
    ),
    Mutation(
        "an alarm rings when there are too few errors",
        put(
            "aws_cloudwatch_metric_alarm.alarm-function-errors--fraud-detection",
            "comparison_operator",
            "LessThanThreshold",
        ),
    ),
    Mutation("there is no trail", remove(TRAIL)),
    Mutation("the trail's files may be changed unseen", put(TRAIL, "enable_log_file_validation", False)),
    Mutation("the trail is about one region", put(TRAIL, "is_multi_region_trail", False)),
    Mutation("the trail is stopped", put(TRAIL, "enable_logging", False)),
    Mutation("the trail leaves global services out", put(TRAIL, "include_global_service_events", False)),
    Mutation("nobody can watch the trail", drop(TRAIL, "cloud_watch_logs_group_arn")),
    Mutation("the trail has no management events", drop(TRAIL, "advanced_event_selector[0]")),
    Mutation(
        "the trail has writes only",
        put(
            TRAIL,
            "advanced_event_selector[0].field_selector",
            [{"field": "eventCategory", "equals": ["Management"]}, {"field": "readOnly", "equals": ["false"]}],
        ),
    ),
    Mutation(
        "the trail leaves a caller out",
        put(
            TRAIL,
            "advanced_event_selector[1].field_selector",
            [{"field": "eventCategory", "equals": ["Data"]}, {"field": "userIdentity.arn", "not_equals": ["arn:x"]}],
        ),
    ),
    Mutation("the trail does not see who reads the audit bucket", drop(TRAIL, "advanced_event_selector[1]")),
    Mutation("logs are kept for a month", put("aws_cloudwatch_log_group.log-group-trail", "retention_in_days", 30)),
    Mutation("logs are kept for ever", drop("aws_cloudwatch_log_group.log-group-trail", "retention_in_days")),
    Mutation(
        "logs cannot be watched",
        put("aws_cloudwatch_log_group.log-group-trail", "log_group_class", "INFREQUENT_ACCESS"),
    ),
    Mutation("an alarm tells nobody", drop(ALARM, "alarm_actions")),
    Mutation("an alarm is switched off", put(ALARM, "actions_enabled", False)),
    Mutation(
        "an alarm goes to a topic that is not there", put(ALARM, "alarm_actions", ["${aws_sns_topic.nowhere.arn}"])
    ),
    Mutation("an alarm goes to somebody else's topic", put(ALARM, "alarm_actions", ["arn:aws:sns:us-east-1:1:other"])),
    Mutation("a topic has no receiver", remove("aws_sns_topic_subscription.*system-errors*")),
    Mutation("a receiver is told over plain HTTP", put("aws_sns_topic_subscription.*", "protocol", "http")),
    Mutation("a topic takes plain HTTP", statement(TOPIC_POLICY, "DenyPlainHttp", lambda item: False)),
    Mutation("a topic admits strangers", statement(TOPIC_POLICY, "DenyStrangers", lambda item: False)),
    Mutation(
        "a topic admits alarms of any account",
        statement(TOPIC_POLICY, "AllowAlarms", lambda item: item.pop("Condition")),
    ),
    Mutation(
        "everybody may publish to a topic",
        statement(TOPIC_POLICY, "AllowAlarms", lambda item: item.update(Principal="*", Condition={})),
    ),
    Mutation("a queue takes plain HTTP", remove("aws_sqs_queue_policy.*")),
    Mutation("nobody watches the p99 of the API", remove("aws_cloudwatch_metric_alarm.alarm-api-latency-p99")),
    Mutation(
        "the API's latency is averaged",
        put("aws_cloudwatch_metric_alarm.alarm-api-latency-p99", "extended_statistic", "p50"),
    ),
    Mutation(
        "the API's latency may be a minute",
        put("aws_cloudwatch_metric_alarm.alarm-api-latency-p99", "threshold", 60000),
    ),
    Mutation(
        "nobody watches a function's errors",
        remove("aws_cloudwatch_metric_alarm.alarm-function-errors--fraud-detection"),
    ),
    Mutation(
        "nobody watches a queue of failed calls",
        remove("aws_cloudwatch_metric_alarm.alarm-dead-letters--fraud-detection"),
    ),
    Mutation(
        "nobody watches the targets of a colour",
        remove("aws_cloudwatch_metric_alarm.alarm-unhealthy-targets--fraud-detection--green"),
    ),
    Mutation("nobody watches the firewall", remove("aws_cloudwatch_metric_alarm.alarm-firewall-blocked")),
    Mutation("an alarm watches a metric that nobody makes", put(ALARM, "metric_name", "faild-transactions")),
    Mutation("silence is taken as it comes", drop(ALARM, "treat_missing_data")),
    Mutation("a filter counts and nobody looks", remove(ALARM)),
    Mutation("nobody is told when the trail is stopped", remove("aws_cloudwatch_metric_alarm.alarm-trail-changed")),
    Mutation(
        "nobody counts changes of security groups",
        remove("aws_cloudwatch_log_metric_filter.metric-filter-security-groups-changed"),
    ),
    Mutation(
        "the filter for keys looks for something else",
        put("aws_cloudwatch_log_metric_filter.metric-filter-keys-disabled", "pattern", '{ $.eventName = "CreateKey" }'),
    ),
    Mutation("GuardDuty is switched off", add("aws_guardduty_detector.planted", enable=False)),
)
