"""A domain of one's own, with TLS 1.2 and later, and mutual TLS where a trust store is given."""

from __future__ import annotations

from typing import Any

from generator.planning.naming import Naming
from generator.spec.model.api import CustomDomain
from generator.stack_plan import Scope, aws, step


@step
def build_domain(scope: Scope, domain: CustomDomain | None, naming: Naming, *, rest_api: Any, stage: Any) -> None:
    """The domain and its mapping to the stage; the DNS record where the zone is given."""
    if domain is None:
        return
    scope, trust = scope.at(domain), None
    if domain.truststore_uri is not None:
        trust = aws.ApiGatewayDomainNameMutualTlsAuthentication(truststore_uri=domain.truststore_uri)
    built = aws.ApiGatewayDomainName(
        scope,
        "api-domain",
        domain_name=domain.name,
        regional_certificate_arn=domain.certificate_arn,
        security_policy="TLS_1_2",
        endpoint_configuration=aws.ApiGatewayDomainNameEndpointConfiguration(types=["REGIONAL"]),
        mutual_tls_authentication=trust,
        tags={"Name": naming.name("api-domain")},
    )
    aws.ApiGatewayBasePathMapping(
        scope, "api-domain-mapping", api_id=rest_api.id, stage_name=stage.stage_name, domain_name=built.domain_name
    )
    if domain.hosted_zone_id is not None:
        aws.Route53Record(
            scope,
            "api-domain-record",
            zone_id=domain.hosted_zone_id,
            name=domain.name,
            type="A",
            alias=aws.Route53RecordAlias(
                name=built.regional_domain_name, zone_id=built.regional_zone_id, evaluate_target_health=False
            ),
        )
