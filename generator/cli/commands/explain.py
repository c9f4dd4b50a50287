"""`payinfra explain`: trace a value of a spec to its files and its resources, or a resource to the spec."""

from __future__ import annotations

import argparse

from generator.cli.arguments import (
    Commands,
    add_debug,
    add_environment,
    resolve_valid,
    spec_file,
    spec_overrides,
)


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "explain",
        help="trace where a value comes from and which resources it affects, or which lines created a resource",
        description="For a place in a spec: its value, where it was written, what it overrides, what the schema says, "
        "and which resources it shapes: those that are planned otherwise with another value. For a Terraform address: "
        "the places that shape it.",
        epilog="examples: payinfra explain prod functions.transaction-processing.memoryMegabytes | "
        "payinfra explain prod tables.transactions | payinfra explain prod aws_lambda_function.lambda-fraud-detection",
    )
    add_environment(parser)
    parser.add_argument("path", metavar="PATH", help="a place in the spec, entries by name; or a Terraform address")
    parser.add_argument("--format", choices=("json", "text"), default="text", help="how to print it")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.analysis.explain import explain_address, explain_path, is_address
    from generator.analysis.explain_formats import of_address, of_path
    from generator.analysis.impact import ImpactAnalyzer
    from generator.analysis.layers import layers_of
    from generator.spec.resolve import resolve_file

    path = spec_file(arguments.environment)
    try:
        analyzer = ImpactAnalyzer(resolve_file(path, overrides=spec_overrides(arguments.suffix)))
    except Exception:
        resolve_valid(path, arguments.suffix)  # of what cannot be planned, it raises what the rules find
        raise
    if is_address(arguments.path):
        print(of_address(arguments.path, explain_address(analyzer, arguments.path), arguments.format), end="")
    else:
        layers = layers_of(path, outside=spec_overrides(arguments.suffix))
        print(of_path(explain_path(analyzer, layers, arguments.path), arguments.format), end="")
    return 0
