"""`payinfra explore`: one HTML file that shows environments, linked from lines to resources and back."""

from __future__ import annotations

import argparse

from generator.cli.commands.common import Commands, add_debug


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "explore",
        help="show environments in one HTML file, from lines to resources and back",
        description="Write one HTML file that needs no server and no network: the spec, the diagram, resources, "
        "controls, findings and dashboards. A click on a line lights what it shapes; a click on a box, its lines.",
        epilog="examples: payinfra explore prod | payinfra explore dev prod --out both.html",
    )
    parser.add_argument("environments", nargs="*", metavar="ENV", help="environments (default: all in specs/)")
    parser.add_argument("--out", default="explore.html", metavar="FILE", help="where to write (default: explore.html)")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import tempfile
    from pathlib import Path

    from generator.analysis.explorer.environment import environment_data
    from generator.analysis.explorer.page import page
    from generator.synthesis.synthesize import synthesize
    from generator.validation.environments import load_environments

    sources, _ = load_environments(arguments.environments, None)
    with tempfile.TemporaryDirectory(prefix="payinfra.") as folder:
        environments = [source.environment for source in sources]
        stacks = synthesize(environments, Path(folder) / "out", judged=False)
        data = [
            environment_data(source.resolved(), stack.read_bytes())
            for source, stack in zip(sources, stacks, strict=True)
        ]
    out = Path(arguments.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page(data), encoding="utf-8")
    print(out)
    return 0
