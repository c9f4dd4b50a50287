"""The listener's certificate: one that exists, or one that is requested, and waited for until it is validated.

AWS takes no pending certificate for a listener. With a hosted zone the record that proves the domain is made here;
without one somebody makes it, as the output `certificate_records` tells, while the apply waits.
"""

from __future__ import annotations

from typing import Any

from generator.planning.certificate_domain import certificate_domain
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.load_balancer import LoadBalancer
from generator.stack_plan import Scope, TerraformOutput, aws, step

RECORD_SECONDS = 60


@step
def build_certificate(scope: Scope, balancer: LoadBalancer, naming: Naming) -> Arn | None:
    """Build the certificate where one is requested; return its ARN, known when it is issued, or None for plain HTTP."""
    certificate = balancer.certificate
    if balancer.protocol == "HTTP":
        return None
    if certificate.arn is not None:
        return Arn(certificate.arn)
    requested = aws.AcmCertificate(
        scope,
        "certificate",
        domain_name=certificate_domain(balancer, naming.suffix),
        validation_method="DNS",
        tags={"Name": naming.name("certificate")},
    )
    TerraformOutput(
        scope,
        "certificate_records",
        requested.domain_validation_options,
        description="The CNAME records that prove the domain of the certificate to ACM, and renew it",
    )
    zone_id = certificate.hosted_zone_id
    fqdns = [_record(scope, requested, zone_id)] if zone_id is not None else None
    validation = aws.AcmCertificateValidation(
        scope, "certificate-validation", certificate_arn=requested.arn, validation_record_fqdns=fqdns
    )
    return Arn(validation.certificate_arn)


def _record(scope: Scope, requested: Any, zone_id: str) -> str:
    option = requested.domain_validation_options.get(0)
    record = aws.Route53Record(
        scope,
        "certificate-record",
        zone_id=zone_id,
        name=option.resource_record_name,
        type=option.resource_record_type,
        records=[option.resource_record_value],
        ttl=RECORD_SECONDS,
        # A copy of an environment that was not quite destroyed may have left it.
        allow_overwrite=True,
    )
    return str(record.fqdn)
