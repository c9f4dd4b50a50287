"""The custom domain, with TLS 1.2 and later: regional, with mutual TLS where a trust store is given, or private."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.builders.policy import policy, statement
from generator.planning.naming import Naming
from generator.planning.references import VpcId
from generator.spec.model.api import CustomDomain
from generator.stack_plan import Scope, aws, step


@step
def build_domain(
    scope: Scope,
    domain: CustomDomain | None,
    naming: Naming,
    *,
    rest_api: Any,
    stage: Any,
    endpoint_ids: Sequence[str],
    private_zone_vpc_id: VpcId | None = None,
) -> None:
    """Build the domain, its mapping to the stage and, where there is a hosted zone, its DNS record.

    `endpoint_ids`: from which a private API may be called; none for a regional one. `private_zone_vpc_id`: the VPC in
    which networks on-premises resolve names; a private domain without a zone gets one there.
    """
    if domain is None:
        return
    scope = scope.at(domain)
    built = (
        _private_domain(scope, domain, naming, endpoint_ids)
        if endpoint_ids
        else _regional_domain(scope, domain, naming)
    )
    aws.ApiGatewayBasePathMapping(
        scope,
        "api-domain-mapping",
        api_id=rest_api.id,
        stage_name=stage.stage_name,
        domain_name=built.domain_name,
        domain_name_id=built.domain_name_id if endpoint_ids else None,
    )
    zone = domain.hosted_zone_id
    if zone is None and endpoint_ids and private_zone_vpc_id is not None:
        zone = _private_zone(scope, domain, naming, private_zone_vpc_id)
    if zone is not None:
        name, zone_id = _endpoint_alias(scope, endpoint_ids[0]) if endpoint_ids else _regional_alias(built)
        aws.Route53Record(
            scope,
            "api-domain-record",
            zone_id=zone,
            name=domain.name,
            type="A",
            alias=aws.Route53RecordAlias(name=name, zone_id=zone_id, evaluate_target_health=False),
        )


def _regional_domain(scope: Scope, domain: CustomDomain, naming: Naming) -> Any:
    trust = None
    if domain.truststore_uri is not None:
        trust = aws.ApiGatewayDomainNameMutualTlsAuthentication(truststore_uri=domain.truststore_uri)
    return aws.ApiGatewayDomainName(
        scope,
        "api-domain",
        domain_name=domain.name,
        regional_certificate_arn=domain.certificate_arn,
        security_policy="TLS_1_2",
        endpoint_configuration=aws.ApiGatewayDomainNameEndpointConfiguration(types=["REGIONAL"]),
        mutual_tls_authentication=trust,
        tags={"Name": naming.name("api-domain")},
    )


def _private_domain(scope: Scope, domain: CustomDomain, naming: Naming, endpoint_ids: Sequence[str]) -> Any:
    """A domain that only the endpoints reach: its policy admits them, and each is associated with it."""
    name = naming.name("api-domain")
    invoke, calls = ["execute-api:Invoke"], "execute-api:/*"
    elsewhere = {"StringNotEquals": {"aws:SourceVpce": list(endpoint_ids)}}
    built = aws.ApiGatewayDomainName(
        scope,
        "api-domain",
        domain_name=domain.name,
        certificate_arn=domain.certificate_arn,
        security_policy="TLS_1_2",
        endpoint_configuration=aws.ApiGatewayDomainNameEndpointConfiguration(types=["PRIVATE"]),
        policy=policy(
            statement("AllowEndpoints", invoke, calls, principals="*"),
            statement("RefuseOthers", invoke, calls, effect="Deny", principals="*", conditions=elsewhere),
        ),
        tags={"Name": name},
    )
    for number, endpoint_id in enumerate(endpoint_ids, 1):
        aws.ApiGatewayDomainNameAccessAssociation(
            scope,
            f"api-domain-access-{number}",
            access_association_source=endpoint_id,
            access_association_source_type="VPCE",
            domain_name_arn=built.arn,
            tags={"Name": name},
        )
    return built


def _private_zone(scope: Scope, domain: CustomDomain, naming: Naming, vpc_id: VpcId) -> str:
    """A zone of the domain's own name: other records of the parent domain are not affected."""
    built = aws.Route53Zone(
        scope,
        "api-domain-zone",
        name=domain.name,
        comment="The private API, as networks on-premises resolve it",
        vpc=[aws.Route53ZoneVpc(vpc_id=vpc_id)],
        force_destroy=True,
        tags={"Name": naming.name("api-domain-zone")},
    )
    return str(built.zone_id)


def _regional_alias(built: Any) -> tuple[str, str]:
    return built.regional_domain_name, built.regional_zone_id


def _endpoint_alias(scope: Scope, endpoint_id: str) -> tuple[str, str]:
    """Name and zone of an interface endpoint: the record of a private domain leads there."""
    first = aws.DataAwsVpcEndpoint(scope, "api-domain-endpoint", id=endpoint_id).dns_entry.get(0)
    return first.dns_name, first.hosted_zone_id
