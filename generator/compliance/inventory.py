"""List what an assessor requests: components, keys and certificates, protocols, ports, software."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.aws.resource_types import RESOURCE_TYPES
from generator.compliance.database import parameters
from generator.compliance.security_groups import port_rules
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import is_true, leaves, listed, references

_NAMES = tuple(
    """
    tags.Name name function_name alarm_name dashboard_name bucket cluster_identifier identifier
    db_proxy_endpoint_name domain_name path_part stage_name response_type
    """.split()
)
_ACCOUNT = re.compile(r"\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}")


@dataclass(frozen=True, slots=True)
class Table:
    """One list of a report. `requirement`: the one that requires it."""

    title: str
    requirement: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(stack: Stack) -> tuple[Table, ...]:
    """Return every list, in the order of a report."""
    return (
        Table("Keys and certificates", "4.2.1.1", ("Address", "Name", "Kind", "Used by"), tuple(_keys(stack))),
        Table("Protocols and ciphers", "12.3.3", ("Address", "Attribute", "Value"), tuple(_protocols(stack))),
        Table("Ports", "1.2.5", ("Rule", "Of", "Direction", "Peer", "Port", "Purpose"), tuple(_ports(stack))),
        Table(
            "Software", "6.3.2", ("Address", "Runtime", "Archive", "SHA-256 of the archive"), tuple(_software(stack))
        ),
        Table("Components", "12.5.1", ("Address", "Name", "Purpose", "Holds data"), tuple(_components(stack))),
    )


def _components(stack: Stack) -> Iterator[tuple[str, ...]]:
    for resource in stack.resources:
        described = resource.get("description") or resource.get("alarm_description")
        row = RESOURCE_TYPES.get(resource.type)
        purpose = str(described or (row.purpose if row else "unknown"))
        yield resource.address, _name(resource), purpose, "yes" if row and row.holds == "data" else ""


def _name(resource: Resource) -> str:
    """The name that AWS shows; that of the resource in Terraform where it has none of its own."""
    for path in _NAMES:
        name = _ACCOUNT.sub("ACCOUNT", str(resource.get(path, "")))
        if name and "${" not in name:
            return name
    return resource.name


def _keys(stack: Stack) -> Iterator[tuple[str, ...]]:
    users: dict[str, set[str]] = {}
    for resource in stack.resources:
        # Policies grant the use of a key; listed here is what is encrypted under it.
        if resource.type in RESOURCE_TYPES and RESOURCE_TYPES[resource.type].keys:
            for path, value in leaves(resource.body):
                if "kms" in path or path == "key_id":
                    for address in references(value):
                        users.setdefault(address, set()).add(resource.address)
    for key in stack.of("aws_kms_key"):
        days = key.get("rotation_period_in_days", 365)
        kind = f"KMS, AES-256, rotates every {days} days" if key.get("enable_key_rotation") else "KMS, does not rotate"
        yield key.address, _name(key), kind, ", ".join(sorted(users.get(key.address, ()))) or "nothing"
    for certificate in stack.of("aws_acm_certificate"):
        used = [
            item.address
            for item in stack.of("aws_lb_listener", "aws_api_gateway_domain_name")
            if certificate.address in set(references(item.body))
        ]
        kind = (
            f"ACM, {certificate.get('key_algorithm', 'RSA_2048')}, validated by {certificate.get('validation_method')}"
        )
        yield certificate.address, _name(certificate), kind, ", ".join(used) or "nothing"
    for resource in stack.of("aws_lb_listener", "aws_api_gateway_domain_name"):
        for path in ("certificate_arn", "regional_certificate_arn"):
            arn = resource.get(path)
            if isinstance(arn, str) and arn.startswith("arn:"):
                yield arn, "", "a certificate from elsewhere", resource.address
    for instance in stack.of("aws_rds_cluster_instance"):
        authority = instance.get("ca_cert_identifier", "of RDS's default authority")
        yield instance.address, _name(instance), f"server certificate of RDS, {authority}", instance.address
    for certificate in stack.of("aws_api_gateway_client_certificate"):
        yield certificate.address, _name(certificate), "client certificate of API Gateway", "aws_api_gateway_stage"


def _protocols(stack: Stack) -> Iterator[tuple[str, ...]]:
    for listener in stack.of("aws_lb_listener"):
        yield listener.address, "protocol", f"{listener.get('protocol')} {listener.get('port')}"
        if listener.get("ssl_policy"):
            yield listener.address, "ssl_policy", str(listener.get("ssl_policy"))
    for domain in stack.of("aws_api_gateway_domain_name"):
        yield domain.address, "security_policy", str(domain.get("security_policy"))
    for api in stack.of("aws_api_gateway_rest_api"):
        kinds = ", ".join(map(str, listed(api.get("endpoint_configuration.types"))))
        closed = is_true(api.get("disable_execute_api_endpoint"))
        own = "TLS 1.2 only" if kinds == "PRIVATE" else "closed" if closed else "TLS 1.0 and newer"
        yield api.address, "endpoint_configuration.types", f"{kinds}: API Gateway's own endpoint, {own}"
    for group in stack.of("aws_rds_cluster_parameter_group"):
        values = parameters(group)
        for name in ("rds.force_ssl", "ssl_min_protocol_version", "ssl_ciphers"):
            if name in values:
                yield group.address, f"parameter[{name}]", values[name]
    for proxy in stack.of("aws_db_proxy"):
        yield proxy.address, "require_tls", json.dumps(proxy.get("require_tls"))
    for group in stack.of("aws_lb_target_group"):
        if group.get("protocol"):
            yield group.address, "protocol", str(group.get("protocol"))


def _ports(stack: Stack) -> Iterator[tuple[str, ...]]:
    for rule in port_rules(stack):
        peers = [*rule.cidrs, *([rule.peer.address] if rule.peer else [])]
        peers += [str(rule.at.get("prefix_list_id"))] if rule.at.get("prefix_list_id") else []
        first, last = rule.ports
        port = f"{rule.protocol} {first}" if first == last else f"{rule.protocol} {first}-{last}"
        yield (
            rule.at.address,
            rule.group.address if rule.group else "?",
            rule.direction,
            ", ".join(peers),
            port,
            rule.description,
        )


def _software(stack: Stack) -> Iterator[tuple[str, ...]]:
    for function in stack.of("aws_lambda_function"):
        archive = str(function.get("filename", "")).rpartition("/")[2]
        yield function.address, str(function.get("runtime")), archive, _hexadecimal(function.get("source_code_hash"))
    for cluster in stack.of("aws_rds_cluster"):
        yield cluster.address, f"{cluster.get('engine')} {cluster.get('engine_version')}", "", ""


def _hexadecimal(digest: Any) -> str:
    """Terraform has the digest in base64, bills of materials in hexadecimal."""
    try:
        return base64.b64decode(str(digest), validate=True).hex()
    except binascii.Error:
        return str(digest)
