"""Describe the platform that an archive will run on, as pip names it.

Source: Lambda developer guide, "Lambda runtimes": Python 3.12 and newer run on Amazon Linux 2023, which has glibc 2.34.
pip knows no ranges of `manylinux`: each tag that such a system accepts is named, the newest first.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.packaging.errors import PackagingError

MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
GLIBC_MINORS = (34, 31, 28, 27, 26, 24, 17)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One platform: `python` is a version such as 3.13, `machine` what the wheels' tags call the architecture."""

    python: str
    machine: str

    def __str__(self) -> str:
        return f"python{self.python}-{self.machine}"

    def pip_options(self) -> list[str]:
        platforms = [f"manylinux_2_{minor}_{self.machine}" for minor in GLIBC_MINORS]
        platforms.append(f"manylinux2014_{self.machine}")
        options = [f"--platform={platform}" for platform in platforms]
        return [*options, f"--python-version={self.python}", "--implementation=cp", "--only-binary=:all:"]


def lambda_target(runtime: str, architecture: str) -> Target:
    """Return the target of a runtime such as `python3.13` and an architecture of Lambda."""
    if not runtime.startswith("python") or architecture not in MACHINES:
        raise PackagingError(f"archives are built for Python on arm64 or x86_64, not for {runtime} on {architecture}")
    return Target(python=runtime.removeprefix("python"), machine=MACHINES[architecture])
