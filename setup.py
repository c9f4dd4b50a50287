"""Build the package: in a clone as it is, in a wheel with all that goes with the code inside the one package.

Folders beside the package (`lib`, `schemas`) would stand in site-packages under names that others use, too.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py

BUNDLED = ("lambda_src", "lib", "schemas")
IS_EDITABLE = not {"editable_wheel", "develop"}.isdisjoint(sys.argv)


class BuildWithBundled(build_py):
    """Put the folders of BUNDLED into the package that is built."""

    def run(self) -> None:
        super().run()
        for name in () if self.editable_mode else BUNDLED:
            target = Path(self.build_lib) / "generator" / name
            shutil.copytree(name, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))


setup(
    packages=find_namespace_packages(
        include=["generator", "generator.*", *(f"{name}*" for name in BUNDLED if IS_EDITABLE)],
    ),
    cmdclass={"build_py": BuildWithBundled},
)
