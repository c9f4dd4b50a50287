"""`payinfra graph`: draw the architecture of a stack."""

from __future__ import annotations

import argparse

from generator.cli.commands.common import Commands, add_debug, add_environment, resolved, the_file

FORMS = (".mmd", ".png", ".svg")


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "graph",
        help="draw the architecture of a stack",
        description="Synthesize an environment and draw what its Terraform JSON holds. SVG and PNG need Graphviz and "
        "the icons of payinfra[graph]; Mermaid text needs nothing, and is what is printed without --out.",
        epilog="examples: payinfra graph prod --out prod.svg | payinfra graph prod --out prod.png | payinfra graph dev",
    )
    add_environment(parser)
    parser.add_argument(
        "--out", metavar="FILE", help="where to write: a .svg, .png or .mmd file (default: print Mermaid)"
    )
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import json
    import tempfile
    from pathlib import Path

    from generator.analysis.diagram import diagram_of
    from generator.analysis.graphviz import drawn
    from generator.analysis.mermaid import as_mermaid
    from generator.diagnostics.usage import UsageError
    from generator.planning.naming import stack_name
    from generator.synthesis.synthesize import synthesize

    out = Path(arguments.out) if arguments.out else None
    if out is not None and out.suffix not in FORMS:
        raise UsageError(f"{out.name!r} is none of the forms that there are: give a file in {', '.join(FORMS)}")
    environment = resolved(the_file(arguments.environment), arguments.suffix).environment
    with tempfile.TemporaryDirectory(prefix="payinfra.") as folder:
        (file,) = synthesize([environment], Path(folder) / "out")
        stack = json.loads(file.read_text(encoding="utf-8"))
    diagram = diagram_of(stack, stack_name(environment))
    if out is None:
        print(as_mermaid(diagram), end="")
        return 0
    content = as_mermaid(diagram).encode() if out.suffix == ".mmd" else drawn(diagram, out.suffix[1:])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    print(out)
    return 0
