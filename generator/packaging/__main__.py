"""`python -m generator.packaging`: build the archives of all functions of all environments, and say where they are."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from generator.diagnostics.findings import SpecError
from generator.packaging.archives import BuiltArchives
from generator.spec.model.functions import Function
from generator.validation.environments import resolve_environments
from generator.validation.spec_selection import SelectionError


def main() -> int:
    try:
        environments, _ = resolve_environments([], None)
        functions = [function for environment in environments for function in environment.functions]
        for line in sorted(set(_lines(functions))):
            print(line)
    except (SelectionError, SpecError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _lines(functions: Iterable[Function]) -> Iterable[str]:
    archives = BuiltArchives()
    for function in functions:
        built = archives.archive(function)
        size = built.path.stat().st_size / 1024**2
        yield f"{function.source_folder()} {function.runtime} {function.architecture} {size:.1f} MB {built.path}"


if __name__ == "__main__":
    sys.exit(main())
