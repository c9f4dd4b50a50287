"""The listener's certificate: one that exists, or one that is requested and, where its zone is ours, validated.

A requested certificate without a zone stays pending until somebody makes its DNS record, and AWS takes no pending
certificate for a listener: rule LBR008 warns of that.
"""

from __future__ import annotations

from typing import Any

from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.load_balancer import Certificate
from generator.stack_plan import Scope, aws

RECORD_SECONDS = 60


def build_certificate(scope: Scope, certificate: Certificate, naming: Naming) -> Arn:
    """The ARN to give to a listener; with a zone it becomes known when the certificate is issued."""
    if certificate.arn is not None:
        return Arn(certificate.arn)
    requested = aws.AcmCertificate(
        scope,
        "certificate",
        domain_name=certificate.domain,
        validation_method="DNS",
        tags={"Name": naming.name("certificate")},
    )
    if certificate.hosted_zone_id is None:
        return Arn(requested.arn)
    return _validated(scope, requested, certificate.hosted_zone_id)


def _validated(scope: Scope, requested: Any, zone_id: str) -> Arn:
    option = requested.domain_validation_options.get(0)
    record = aws.Route53Record(
        scope,
        "certificate-record",
        zone_id=zone_id,
        name=option.resource_record_name,
        type=option.resource_record_type,
        records=[option.resource_record_value],
        ttl=RECORD_SECONDS,
        # Every certificate of a domain in one account asks for the same record.
        allow_overwrite=True,
    )
    validation = aws.AcmCertificateValidation(
        scope, "certificate-validation", certificate_arn=requested.arn, validation_record_fqdns=[record.fqdn]
    )
    return Arn(validation.certificate_arn)
