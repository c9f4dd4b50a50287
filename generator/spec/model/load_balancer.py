"""The private Application Load Balancer and its blue and green targets. Its listener rules follow from the routes
of `api`.

Generated from schemas/load-balancer.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model_methods import load_balancer as methods
from generator.spec.record import Record


class HealthCheck(Record):
    """How the balancer finds out whether what stands behind the colour works."""

    pointer: SpecPath
    enabled: bool
    """Whether the balancer asks at all. A check of a Lambda function is a call that is paid for. On-premises
    targets are always checked.
    """
    path: str
    """The path that answers with 200."""
    matcher: str
    """The status codes of a healthy answer: one, several with commas, or a range."""
    interval_seconds: int
    """Seconds between two checks; more than the timeout."""
    timeout_seconds: int
    """Seconds after which a check has failed."""
    healthy_threshold: int
    """Good checks in a row that bring a target back."""
    unhealthy_threshold: int
    """Bad checks in a row that take a target out."""


class Certificate(Record):
    """The listener's certificate. API Gateway calls the balancer by its domain and checks it."""

    pointer: SpecPath
    arn: str | None
    """A certificate that exists in ACM in this region; null to request one."""
    domain: str
    """The host name on the certificate. It need not resolve; it must be yours, or ACM will not issue the
    certificate.
    """
    own_subdomain: bool
    """True requests the certificate for a name below the domain, which begins with the environment's suffix: ACM
    asks for one record a domain and account, and two environments must not share it. False requests it for the
    domain itself.
    """
    hosted_zone_id: str | None
    """The public Route 53 zone of the domain, in which the record that proves it is made. Without it somebody makes
    the record that the output certificate_records tells, and the apply waits for that.
    """


class Backend(Record):
    """What stands behind blue: the blue alias of a Lambda function, or addresses on-premises."""

    pointer: SpecPath
    type: Literal["lambda", "ip"]
    """lambda: a function's alias of this colour; ip: addresses on-premises, reached over VPN or Direct Connect."""
    function: str | None
    """With lambda: the function; null for the one that is named like the target."""
    addresses: tuple[str, ...]
    """With ip: the private IPv4 addresses, outside the VPC's block."""
    port: int
    """With ip: the port."""
    protocol: Literal["HTTPS", "HTTP"]
    """With ip: HTTPS, or HTTP where the balancer is out of PCI scope."""
    deregistration_delay_seconds: int
    """With ip: seconds that a deregistered address may finish its requests."""
    health_check: HealthCheck
    """How the balancer finds out whether what stands behind the colour works."""


class Weights(Record):
    """Per cent of the requests for each colour. They add up to 100. Callers that are held by stickiness stay on
    their colour after a change.
    """

    pointer: SpecPath
    blue: int
    """Per cent to blue."""
    green: int
    """Per cent to green."""


class Target(Record):
    """One target: a blue and a green target group, and how they share the traffic."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    blue: Backend
    """What stands behind blue: the blue alias of a Lambda function, or addresses on-premises."""
    green: Backend | None
    """What stands behind green: the green alias of a Lambda function, or addresses on-premises. null for a target
    without blue-green.
    """
    weights: Weights
    """Per cent of the requests for each colour. They add up to 100. Callers that are held by stickiness stay on
    their colour after a change.
    """
    multi_value_headers: bool
    """Whether functions get all values of a header or of a parameter that is sent twice. Without, the balancer
    keeps the last one, and nobody learns of the other. False for functions that answer with `headers` in place
    of `multiValueHeaders`.
    """
    stickiness_seconds: int | None
    """Seconds that a caller stays on the colour it met first; null: every request is chosen anew."""
    ignore_weight_changes: bool
    """Whether Terraform leaves the action of the rules alone, because a deployment tool moves the weights; false:
    every apply restores the weights given here. Switch back to false before you change what stands behind a
    colour.
    """

    backends = methods.backends
    functions = methods.functions


class HeaderCondition(Record):
    """One header."""

    pointer: SpecPath
    name: str
    """The header."""
    values: tuple[str, ...]
    """Values, one of which must match: * stands for any characters, ? for one."""


class ListenerRule(Record):
    """One rule: it applies when the path, the method and every header match."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    target: str
    """The target to which the requests go."""
    paths: tuple[str, ...]
    """Path patterns, one of which must match: * stands for any characters, slashes too, ? for one."""
    methods: tuple[str, ...]
    """Methods, one of which must match."""
    headers: tuple[HeaderCondition, ...]
    """Headers, each of which must match."""
    priority: int | None
    """The rule's place: the lowest number wins. The two before it are for the rules that force a colour. null: the
    more special rule comes first.
    """


class LoadBalancer(Record):
    """The private Application Load Balancer and its blue and green targets. Its listener rules follow from the
    routes of `api`.
    """

    pointer: SpecPath
    pci_scope: bool
    """Whether card data passes here. Only outside the scope may anything be plain HTTP."""
    protocol: Literal["HTTPS", "HTTP"]
    """The listener's protocol. HTTP needs `pciScope: false`."""
    port: int
    """The listener's port."""
    tls_policy: Literal[
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    ]
    """The listener's TLS policy: the first takes TLS 1.3 and 1.2, the second TLS 1.3 alone, the third both with
    FIPS modules.
    """
    certificate: Certificate
    """The listener's certificate. API Gateway calls the balancer by its domain and checks it."""
    idle_timeout_seconds: int
    """Seconds without a byte after which the balancer closes a connection; more than the 29 of the API."""
    access_logs: bool
    """Log every request to the access-log bucket."""
    connection_logs: bool
    """Log every TLS connection to the access-log bucket."""
    colour_header: str | None
    """A request with this header and the value blue or green goes to that colour, whatever the weights; null for
    none. In production the API takes it out of what callers send: see colourHeaderInProduction.
    """
    colour_header_in_production: bool
    """Whether callers may choose the colour in production too, and so one that gets no traffic by its weight."""
    desync_mitigation: Literal["defensive", "strictest"]
    """What the balancer does with requests that HTTP parsers may read differently. defensive blocks what is known
    to attack; strictest also blocks what merely departs from RFC 7230, such as a GET with Content-Length: 0,
    which API Gateway and callers may send. Watch DesyncMitigationMode_NonCompliant_Request_Count before you
    choose it.
    """
    targets: tuple[Target, ...]
    """What the routes lead to. AWS takes one function a target group."""
    rules: tuple[ListenerRule, ...]
    """Listener rules besides those that the API's routes bring."""
