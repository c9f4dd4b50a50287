"""SNS topics, encrypted with the messaging key, which lets CloudWatch publish; and their subscriptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.builders.encryption import KeyExports
from generator.builders.policy import policy, statement
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.topics import Subscription, Topic
from generator.stack_plan import Scope, aws, step

# SNS refuses `sns:*` in a topic policy: it would hold actions that are not the topic's.
TOPIC_ACTIONS = (
    "sns:AddPermission",
    "sns:DeleteTopic",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:Publish",
    "sns:RemovePermission",
    "sns:SetTopicAttributes",
    "sns:Subscribe",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicExports:
    name: str
    arn: Arn


@step
def build_topics(
    scope: Scope, topics: Sequence[Topic], naming: Naming, *, keys: KeyExports, account: Account
) -> dict[str, TopicExports]:
    """Build every topic of the spec; the result is by the name that the spec gives it."""
    return {topic.name: _topic(scope.at(topic), topic, naming, keys, account) for topic in topics}


@step
def _topic(scope: Scope, topic: Topic, naming: Naming, keys: KeyExports, account: Account) -> TopicExports:
    name = naming.name("topic", topic.name)
    built = aws.SnsTopic(
        scope,
        f"topic-{topic.name}",
        name=name,
        display_name=topic.display_name,
        kms_master_key_id=keys.messaging,
        signature_version=2,
        tags={"Name": name},
    )
    arn = Arn(built.arn)
    aws.SnsTopicPolicy(scope, f"topic-policy-{topic.name}", arn=arn, policy=_policy(arn, account))
    for subscription in topic.subscriptions:
        _subscription(scope.at(subscription), topic, subscription, arn)
    return TopicExports(name=name, arn=arn)


def _policy(arn: Arn, account: Account) -> str:
    """Roles of this account publish by their own policy, so the topic itself allows CloudWatch and RDS alone."""
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    strangers = {
        "StringNotEquals": {"aws:PrincipalAccount": account.id},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    }
    our_alarms = {
        "StringEquals": {"aws:SourceAccount": account.id},
        "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{account.region}:{account.id}:alarm:*"},
    }
    our_databases = {
        "StringEquals": {"aws:SourceAccount": account.id},
        "ArnLike": {"aws:SourceArn": f"arn:aws:rds:{account.region}:{account.id}:*"},
    }
    database: Mapping[str, str] = {"Service": "events.rds.amazonaws.com"}
    alarms: Mapping[str, str] = {"Service": "cloudwatch.amazonaws.com"}
    return policy(
        statement("DenyPlainHttp", TOPIC_ACTIONS, arn, effect="Deny", principals="*", conditions=insecure),
        statement("DenyStrangers", TOPIC_ACTIONS, arn, effect="Deny", principals="*", conditions=strangers),
        statement("AllowAlarms", ["sns:Publish"], arn, principals=alarms, conditions=our_alarms),
        statement("AllowDatabaseEvents", ["sns:Publish"], arn, principals=database, conditions=our_databases),
    )


def _subscription(scope: Scope, topic: Topic, subscription: Subscription, arn: Arn) -> None:
    qualifier = f"{topic.name}--{subscription.name}"
    permission = None
    if subscription.protocol == "lambda":
        function, alias = _function_and_alias(subscription.endpoint)
        permission = aws.LambdaPermission(
            scope,
            f"subscription-permission-{qualifier}",
            statement_id=f"notify-{qualifier}",
            action="lambda:InvokeFunction",
            function_name=function,
            qualifier=alias or None,
            principal="sns.amazonaws.com",
            source_arn=arn,
        )
    aws.SnsTopicSubscription(
        scope,
        f"subscription-{qualifier}",
        topic_arn=arn,
        protocol=subscription.protocol,
        endpoint=subscription.endpoint,
        raw_message_delivery=subscription.raw_delivery or None,
        # Without it the first message, which tells that the subscription works, would be refused.
        depends_on=_depends(permission),
    )


def _function_and_alias(arn: str) -> tuple[str, str]:
    """`arn:aws:lambda:region:account:function:name[:alias]` in two: a permission takes the alias by itself."""
    steps = arn.split(":")
    return ":".join(steps[:7]), ":".join(steps[7:])


def _depends(permission: Any) -> list[Any] | None:
    return None if permission is None else [permission]
