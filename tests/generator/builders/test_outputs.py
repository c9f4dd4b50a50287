"""What an apply tells."""

from __future__ import annotations

from tests.support.stacks import stack_of

GATEWAY = "tgw-0123456789abcdef0"
PRIVATE = {"api": {"endpointType": "PRIVATE"}, "network": {"interfaceEndpoints": ["execute-api"]}}


def outputs(spec):
    return {name: output["value"] for name, output in stack_of(spec)["output"].items()}


def test_a_private_api_is_called_by_a_name_of_its_endpoint_that_every_network_resolves():
    endpoint = "${aws_vpc_endpoint.vpc-endpoint-execute-api.id}"
    host = f"https://${{aws_api_gateway_rest_api.api.id}}-{endpoint}.execute-api.us-east-1.amazonaws.com"
    interfaces = ["execute-api", "secretsmanager", "sns", "ssm"]
    spec = {**PRIVATE, "network": {"interfaceEndpoints": interfaces}}
    assert outputs(spec)["invoke_url"] == f"{host}/v1"


def test_a_regional_api_is_called_by_its_own_name():
    spec = {"api": {"endpointType": "REGIONAL", "stageName": "v2"}}
    url = "https://${aws_api_gateway_rest_api.api.id}.execute-api.us-east-1.amazonaws.com/v2"
    assert outputs(spec)["invoke_url"] == url


def test_where_the_other_side_is_attached_is_told_for_the_gateway_that_there_is():
    learned = outputs({"network": {"onPremises": {"cidrs": ["192.168.0.0/16"]}}})
    assert learned["vpn_gateway_id"] == "${aws_vpn_gateway.vpn-gateway.id}"
    routed = outputs({"network": {"onPremises": {"cidrs": ["192.168.0.0/16"], "transitGatewayId": GATEWAY}}})
    attachment = "${aws_ec2_transit_gateway_vpc_attachment.transit-gateway-attachment.id}"
    assert routed["transit_gateway_attachment_id"] == attachment
    assert not {"vpn_gateway_id", "transit_gateway_attachment_id"} & outputs({}).keys()


def test_versions_are_told_by_function_and_colour():
    versions = outputs({})["function_versions"]
    assert versions["payment-validation"] == {
        "blue": "${aws_lambda_alias.alias-payment-validation-blue.function_version}",
        "green": "${aws_lambda_alias.alias-payment-validation-green.function_version}",
    }


def test_buckets_and_topics_are_told_by_their_names_in_the_spec():
    told = outputs({})
    assert set(told["bucket_names"]) == {"audit", "access-logs", "access-archive"}
    assert told["topic_arns"]["system-errors"] == "${aws_sns_topic.topic-system-errors.arn}"
