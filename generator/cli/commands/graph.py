"""`payinfra graph`: draw the architecture of a stack."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.cli.arguments import Commands, add_debug, add_environment, resolve_valid, spec_file

FORMS = (".mmd", ".png", ".svg")


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "graph",
        help="draw the architecture of a stack",
        description="Synthesize an environment and draw what its Terraform JSON holds. SVG and PNG need Graphviz and "
        "the icons of payinfra[graph]; Mermaid text needs nothing, and is what is printed without --out. "
        "With --dashboard the layout of one dashboard is drawn instead, as SVG.",
        epilog="examples: payinfra graph prod --out prod.svg | payinfra graph prod --out prod.png | "
        "payinfra graph dev | payinfra graph dev --dashboard error-rates --out errors.svg",
    )
    add_environment(parser)
    parser.add_argument(
        "--out", metavar="FILE", help="where to write: a .svg, .png or .mmd file (default: print Mermaid)"
    )
    parser.add_argument("--dashboard", metavar="NAME", help="draw this dashboard of the environment, as SVG")
    parser.add_argument(
        "--per-function", action="store_true", help="draw an edge from each function to what it may reach"
    )
    parser.add_argument(
        "--compact", action="store_true", help="draw what a payment passes alone, narrow enough for a page"
    )
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import json
    import tempfile

    from generator.analysis.compact_diagram import compact
    from generator.analysis.graphviz import drawn
    from generator.analysis.mermaid import as_mermaid
    from generator.analysis.stack_diagram.build import diagram_of
    from generator.diagnostics.usage_error import UsageError
    from generator.planning.naming import stack_name
    from generator.synthesis.synthesize import synthesize

    out = Path(arguments.out) if arguments.out else None
    if out is not None and out.suffix not in FORMS:
        raise UsageError(f"{out.name!r} is none of the forms that there are: give a file in {', '.join(FORMS)}")
    environment = resolve_valid(spec_file(arguments.environment), arguments.suffix).environment
    with tempfile.TemporaryDirectory(prefix="payinfra.") as folder:
        (file,) = synthesize([environment], Path(folder) / "out", enforce_compliance=False)
        stack = json.loads(file.read_text(encoding="utf-8"))
    if arguments.dashboard is not None:
        return _dashboard(stack, arguments.dashboard, out)
    diagram = diagram_of(stack, stack_name(environment), per_function=arguments.per_function)
    if arguments.compact:
        diagram = compact(diagram)
    if out is None:
        print(as_mermaid(diagram), end="")
        return 0
    content = as_mermaid(diagram).encode() if out.suffix == ".mmd" else drawn(diagram, out.suffix[1:])
    return _written(out, content)


def _dashboard(stack: Mapping[str, Any], name: str, out: Path | None) -> int:
    from generator.analysis.dashboard_svg import drawn
    from generator.diagnostics.suggestions import did_you_mean
    from generator.diagnostics.usage_error import UsageError

    pictures = {file.removesuffix(".svg").removeprefix("dashboard-"): svg for file, svg in drawn(stack).items()}
    if name not in pictures:
        near = did_you_mean(name, pictures) or f": there are {', '.join(sorted(pictures)) or 'none'}"
        raise UsageError(f"there is no dashboard {name!r}{near}")
    if out is None:
        print(pictures[name], end="")
        return 0
    if out.suffix != ".svg":
        raise UsageError(f"a dashboard is drawn as SVG alone: end {out.name!r} in .svg")
    return _written(out, pictures[name].encode())


def _written(out: Path, content: bytes) -> int:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    print(out)
    return 0
