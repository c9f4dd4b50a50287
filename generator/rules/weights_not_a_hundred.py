"""Weights are read as per cent: AWS would take 37 and 36, and share the traffic otherwise than the spec says."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "LBR001"
LEVEL = "error"
SUMMARY = "the weights of a target do not add up to 100"
SOURCE = "Elastic Load Balancing, Forward actions"


def check(env: Environment) -> Iterator[Finding]:
    for target in env.load_balancer.targets:
        weights = target.weights
        total = weights.blue + weights.green
        if total != 100:
            message = f"blue {weights.blue} and green {weights.green} add up to {total}, not 100"
            remedy = f"set blue to {100 - weights.green}, or set green to {100 - weights.blue}"
            yield Finding(CODE, weights.pointer, f"{message}: {remedy}")
