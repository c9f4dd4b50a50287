"""`payinfra explore`: one HTML file that shows environments, linked from lines to resources and back."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from generator.cli.arguments import Commands, add_debug
from generator.cli.spec_revision import spec_file_at_revision

if TYPE_CHECKING:
    from pathlib import Path

    from generator.spec.resolve import Resolved


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "explore",
        help="show environments in one HTML file, from lines to resources and back",
        description="Write one HTML file that needs no server and no network: the spec, the diagram, resources, "
        "controls, findings and dashboards. A click on a line lights what it shapes; a click on a box, its lines.",
        epilog="examples: payinfra explore prod | payinfra explore dev prod --out both.html | "
        "payinfra explore prod@main prod",
    )
    parser.add_argument(
        "environments", nargs="*", metavar="ENV", help="environments, or ENV@REVISION (default: all in specs/)"
    )
    parser.add_argument("--out", default="explore.html", metavar="FILE", help="where to write (default: explore.html)")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from generator.analysis.explorer.page import page

    with ExitStack() as open_folders:
        sides = list(_sides(arguments.environments, open_folders))
        data = _collected(sides, open_folders)
    out = Path(arguments.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page(data), encoding="utf-8")
    print(out)
    return 0


def _sides(words: Sequence[str], open_folders: ExitStack) -> Iterator[tuple[Resolved, Path | None, str]]:
    """Each spec that is to be shown, with the folder and the name of its revision where that is not today's."""
    from generator.spec.resolve import resolve_file
    from generator.validation.environments import load_environments

    if not any("@" in word for word in words):
        yield from ((source.resolved(), None, "") for source in load_environments(words, None)[0])
        return
    for word in words:
        if "@" in word:
            path, _ = spec_file_at_revision(word, open_folders)
            yield resolve_file(path), path.parent, word.partition("@")[2]
        else:
            (source,), _ = load_environments([word], None)
            yield source.resolved(), None, ""


def _collected(sides: Sequence[tuple[Resolved, Path | None, str]], open_folders: ExitStack) -> list[dict[str, Any]]:
    import tempfile
    from pathlib import Path

    from generator.analysis.explorer.environment import environment_data, of_revision
    from generator.synthesis.synthesize import synthesize

    folder = Path(open_folders.enter_context(tempfile.TemporaryDirectory(prefix="payinfra.")))
    data = []
    for number, (resolved, old, revision) in enumerate(sides):
        # One by one: two revisions of an environment have one name.
        (stack,) = synthesize([resolved.environment], folder / str(number), enforce_compliance=False)
        found = environment_data(resolved, stack.read_bytes())
        data.append(of_revision(found, old, revision) if old is not None else found)
    return data
