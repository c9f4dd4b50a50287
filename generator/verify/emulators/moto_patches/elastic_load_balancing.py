"""Patch moto's Elastic Load Balancing."""

from __future__ import annotations

from typing import Any

from moto.elbv2.responses import ELBV2Response

from generator.verify.emulators.moto_patches.members import patch


def apply_groups_to_private_links() -> None:
    """Whether a network load balancer's groups hold for PrivateLink: on, until SetSecurityGroups says otherwise."""
    name = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
    create, change = ELBV2Response.create_load_balancer, ELBV2Response.set_security_groups

    def create_load_balancer(request: ELBV2Response) -> Any:
        answer = create(request)
        if request._get_params().get("Type") == "network" and request._get_params().get("SecurityGroups"):
            for balancer in request.elbv2_backend.load_balancers.values():
                if balancer.name == request._get_params()["Name"]:
                    balancer.__dict__[name] = "on"
        return answer

    def set_security_groups(request: ELBV2Response) -> Any:
        answer = change(request)
        if request._get_param(name):
            request.elbv2_backend.load_balancers[request._get_param("LoadBalancerArn")].__dict__[name] = (
                request._get_param(name)
            )
        return answer

    patch(ELBV2Response, create_load_balancer=create_load_balancer, set_security_groups=set_security_groups)


def install() -> None:
    """Install all patches of this module."""
    apply_groups_to_private_links()
