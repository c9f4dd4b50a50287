"""Certificates have strong keys, and are in the public transparency log."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack

CODE = "C-TLS008"
TITLE = "Certificates have strong keys and are validated by DNS"
REQUIREMENTS = ("3.6.1", "4.2.1", "4.2.1.1")
SEVERITY: Severity = "medium"
GOOD: Example = {"resource": {"aws_acm_certificate": {"c": {"domain_name": "a.example", "validation_method": "DNS"}}}}
BAD: Example = {"resource": {"aws_acm_certificate": {"c": {"domain_name": "a.example", "key_algorithm": "RSA_1024"}}}}

ALGORITHMS = ("RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")


def check(stack: Stack) -> Iterator[Evidence]:
    for certificate in stack.of("aws_acm_certificate"):
        algorithm = certificate.get("key_algorithm", "RSA_2048")
        yield observe(
            certificate, "key_algorithm", algorithm in ALGORITHMS, "RSA_2048 where it is unset", observed=algorithm
        )
        imported = certificate.get("private_key") is not None
        note = "AWS makes the key, renews it and never hands it out"
        yield observe(
            certificate, "validation_method", certificate.get("validation_method") == "DNS" and not imported, note
        )
        logged = certificate.get("options.certificate_transparency_logging_preference", "ENABLED")
        path = "options.certificate_transparency_logging_preference"
        yield observe(certificate, path, logged == "ENABLED", "on where it is unset", observed=logged)
