"""Run Terraform on the live stack of one environment, in a scratch folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics.usage_error import UsageError
from generator.operations.terraform_program import TerraformProgram, find_program
from generator.planning.naming import stack_name
from generator.synthesis.synthesize import synthesize
from generator.system.cache_dir import user_cache
from generator.validation.environments import AnySource, SpecSource
from generator.verify.scratch_folder import scratch_folder
from generator.verify.stack_folder import STACK_FILE, prepare_for_account
from generator.verify.terraform_environment import environment_for

LOCK_FILE = ".terraform.lock.hcl"
_PLAN = "plan.bin"
_COMMON = ["-input=false", "-no-color"]
# How long to wait for somebody else's lock before it is reported.
LOCK_TIMEOUT = "-lock-timeout=10s"


@dataclass(frozen=True, slots=True)
class StackRun:
    """The folder of a stack, in which Terraform has been initialized."""

    name: str
    program: TerraformProgram

    @property
    def folder(self) -> Path:
        return self.program.folder

    @property
    def stack(self) -> bytes:
        """The Terraform JSON that synthesis has written."""
        return (self.folder / STACK_FILE).read_bytes()

    def plan(self, *, destroy: bool = False, refresh_only: bool = False) -> dict[str, Any]:
        """Plan, and return the plan in Terraform's JSON. It is saved in the folder."""
        mode = ["-destroy"] if destroy else ["-refresh-only"] if refresh_only else []
        options = [*_COMMON, LOCK_TIMEOUT, "-json", *mode, f"-out={_PLAN}"]
        self.program.run("plan", options)
        (self.folder / _PLAN).chmod(0o600)
        return self.read_plan(self.folder / _PLAN)

    def read_plan(self, file: Path) -> dict[str, Any]:
        """Return a saved plan in Terraform's JSON."""
        _, text = self.program.run("show", ["-no-color", "-json", str(file)])
        plan: dict[str, Any] = json.loads(text)
        return plan

    def save_plan(self, file: Path) -> str:
        """Move the plan out of the folder, for its owner's eyes only, and return its digest."""
        content = (self.folder / _PLAN).read_bytes()
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            os.fchmod(target.fileno(), 0o600)
            target.write(content)
        return digest_of(file)

    def load_plan(self, file: Path) -> dict[str, Any]:
        """Take a plan that was saved before, and return it in Terraform's JSON."""
        shutil.copyfile(file, self.folder / _PLAN)
        return self.read_plan(self.folder / _PLAN)

    def apply(self) -> None:
        """Apply the plan that is saved in the folder."""
        self.program.run("apply", [*_COMMON, LOCK_TIMEOUT, "-json", _PLAN])


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a saved plan, which holds the configuration, the state and the changes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@contextmanager
def initialized_stack(source: AnySource) -> Iterator[StackRun]:
    """Synthesize a stack into a folder that only its owner can read, and initialize Terraform in it.

    The lock file of the working folder is used; where there is none, the new one is left there to be committed.
    """
    path = find_program()
    located = [source] if isinstance(source, SpecSource) else []
    with scratch_folder() as scratch:
        (file,) = synthesize([source.spec], scratch / "cdktf.out", sources=located)
        folder = file.parent
        prepare_for_account(folder, Path.cwd())
        lock = Path.cwd() / LOCK_FILE
        if lock.is_file():
            shutil.copyfile(lock, folder / LOCK_FILE)
        run = StackRun(stack_name(source.spec), TerraformProgram(path, folder, _environment(folder)))
        _initialize(run, is_locked=lock.is_file())
        if not lock.is_file() and (folder / LOCK_FILE).is_file():
            shutil.copyfile(folder / LOCK_FILE, lock)
        yield run


def _initialize(run: StackRun, *, is_locked: bool) -> None:
    options = [*_COMMON, *(["-lockfile=readonly"] if is_locked else [])]
    run.program.run("init", options)


def _environment(folder: Path) -> dict[str, str]:
    variables = environment_for(folder)
    if "TF_PLUGIN_CACHE_DIR" not in variables and "TF_CLI_CONFIG_FILE" not in variables:
        cache = user_cache()
        if cache is not None:
            (cache / "plugins").mkdir(parents=True, exist_ok=True)
            variables["TF_PLUGIN_CACHE_DIR"] = str(cache / "plugins")
    return variables


def check_plan_file(file: Path) -> None:
    """Raise UsageError where there is no saved plan, or others may read it: it holds secrets."""
    if not file.is_file():
        raise UsageError(f"there is no plan {str(file)!r}: make it with 'payinfra plan ENV --out {file}'")
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise UsageError(f"others may read {str(file)!r}, and a plan holds secrets: chmod 600 it, and look who did")
