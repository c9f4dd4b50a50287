"""Stock bindings, payinfra and a JavaScript twin of one stack, side by side.

    python -m scripts.bench [--runs 3] [--environments 1 10 50] [--write]

Each measurement is a whole process with all that it starts: wall time, CPU time, and the peak of the memory of all of
its processes together, sampled every 10 ms (Linux only). Medians of the runs; what is compared runs in turns, so that a
slower minute is everybody's. `--write` puts the tables and the plot into docs/performance.md. The npm packages of the
twin are installed into the cache on the first run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.engine.node_process import use_bundled_node
from generator.system.cache_dir import user_cache
from scripts.bench_plot import plot
from scripts.bench_sample import Sample, measure_process, median
from scripts.bench_twin import install_twin, same_stack, write_twin

ROOT = Path(__file__).resolve().parents[1]
PAGE, PICTURE = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- measured -->\n", "<!-- end of what is measured -->\n"
SPEC = ROOT / "specs" / "prod.yaml"
# The bindings exactly as pip installed them: a program that uses them imports the package of the provider.
STOCK = "import sys, cdktf_cdktf_provider_aws; from generator.cli.main import main; sys.exit(main())"
OWN_APP = """
import sys
from cdktf import App
from lib.tap_stack import TapStack
out, *specs = sys.argv[1:]
app = App(outdir=out)
for number, spec in enumerate(specs):
    TapStack(app, f"tap-stack-bench{number}", spec=spec)
app.synth()
"""
OWN, VALIDATE = "TapStack in an app of one's own", "validate, done anew"
# As a pre-commit hook has it: the wheel alone, in an environment of its own, outside of any clone.
LIGHT = "validate in the light install, done anew"
COMPARED = ("stock", "payinfra", OWN, "twin")


@dataclass(frozen=True)
class Command:
    words: Sequence[str]
    variables: Mapping[str, str]
    folder: Path = ROOT


@dataclass(frozen=True)
class Row:
    what: str
    environments: int
    sample: Sample

    @property
    def each(self) -> float:
        return self.sample.wall / self.environments


class Bench:
    """A scratch project with copies of one spec, and the commands that are measured in it."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder, self.runs = folder, runs
        self.python = [sys.executable, "-m", "generator"]
        use_bundled_node()
        shutil.copytree(ROOT / "specs", folder / "specs")
        cache = user_cache()
        self.twin = (cache or folder) / "bench-twin"

    def specs(self, count: int) -> list[str]:
        """Copies of the spec under suffixes of their own."""
        text, files = SPEC.read_text(encoding="utf-8"), []
        for number in range(count):
            file = self.folder / "specs" / f"bench-{number}.yaml"
            suffix = re.sub(r"^environmentSuffix: .*$", f"environmentSuffix: bench{number}", text, flags=re.MULTILINE)
            file.write_text(suffix, encoding="utf-8")
            files.append(str(file))
        return files

    def synth(self, count: int, *, force: bool = True) -> Command:
        words = [*self.python, "synth", *self.specs(count), "--out", str(self.folder / "out")]
        return Command([*words, "--force"] if force else words, {})

    def stock(self, count: int) -> Command:
        words = [sys.executable, "-c", STOCK, *self.synth(count).words[len(self.python) :]]
        return Command(words, {"PAYINFRA_BINDINGS": "stock"})

    def own_app(self, count: int) -> Command:
        words = [sys.executable, "-c", OWN_APP, str(self.folder / "own"), *self.specs(count)]
        return Command(words, {"PYTHONPATH": str(ROOT)})

    def validate(self, count: int, *, force: bool) -> Command:
        words = [*self.python, "validate", *self.specs(count)]
        return Command([*words, "--force"] if force else words, {})

    def light(self) -> Command:
        """Validate one spec by the wheel, installed without extras."""
        environment = self.folder / "light"
        if not environment.exists():
            install_light(environment, self.folder / "wheel")
        self.specs(1)
        return Command(
            [str(environment / "bin/payinfra"), "validate", "specs/bench-0.yaml", "--force"], {}, self.folder
        )

    def javascript(self, count: int) -> Command:
        words = [os.environ["JSII_NODE"], "twin.js", str(self.folder / "twin"), str(count)]
        return Command(words, {}, self.twin)

    def prepare_twin(self) -> int:
        """Write the twin, prove that it makes the same stack, and return the number of its resources."""
        install_twin(self.twin)
        self.once(self.synth(1))
        file = self.folder / "out" / "stacks" / "tap-stack-bench0" / "cdk.tf.json"
        stack = json.loads(file.read_text(encoding="utf-8"))
        write_twin("tap-stack-bench0", stack, self.twin / "twin.js")
        self.once(self.javascript(1))
        twin = self.folder / "twin" / "stacks" / "tap-stack-bench0" / "cdk.tf.json"
        if not same_stack(stack, json.loads(twin.read_text(encoding="utf-8"))):
            raise SystemExit("the twin does not make the same stack: the comparison would be worth nothing")
        return sum(map(len, stack["resource"].values()))

    def median(self, command: Command) -> Sample:
        return self.side_by_side({"": command})[""]

    def side_by_side(self, commands: Mapping[str, Command]) -> dict[str, Sample]:
        """The median of each, run in turns."""
        samples: dict[str, list[Sample]] = {what: [] for what in commands}
        for _ in range(self.runs):
            for what, command in commands.items():
                samples[what].append(self.once(command))
        return {what: median(found) for what, found in samples.items()}

    def first_ever(self, command: Command) -> Sample:
        """One run with an empty cache."""
        with tempfile.TemporaryDirectory() as empty:
            caches = {"PAYINFRA_CACHE": empty, "JSII_RUNTIME_PACKAGE_CACHE_ROOT": f"{empty}/jsii"}
            return self.once(replace(command, variables={**command.variables, **caches}))

    def once(self, command: Command) -> Sample:
        # Whoever measures may forbid Python to keep what it compiles; nobody who uses the program does.
        env = {**os.environ, **command.variables}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        return measure_process(command.words, env, command.folder)


def install_light(environment: Path, wheels: Path) -> None:
    """Build the wheel from a copy, as a build leaves folders behind, and install it with what it requires."""
    source = wheels / "source"
    source.mkdir(parents=True)
    for name in ("README.md", "setup.cfg", "setup.py"):
        shutil.copy(ROOT / name, source)
    for name in ("generator", "lambda_src", "lib", "schemas"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip = ["-m", "pip", "--quiet", "--disable-pip-version-check"]
    built = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(source)]
    subprocess.run([sys.executable, *pip, *built], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([str(environment / "bin/python"), *pip, "install", str(wheel)], check=True)


def measure(bench: Bench, counts: Sequence[int], most_stock: int, say: Callable[[str], None]) -> tuple[list[Row], int]:
    resources = bench.prepare_twin()
    rows = []

    def row(what: str, environments: int, sample: Sample) -> None:
        rows.append(Row(what, environments, sample))
        say(f"{what:34}{environments:4}{sample.wall:9.2f} s{sample.cpu:9.2f} s CPU{sample.memory:8.0f} MB")

    paired = bench.side_by_side({LIGHT: bench.light(), "twin": bench.javascript(1)})
    row(LIGHT, 1, paired[LIGHT])
    say(f"{LIGHT}: {paired[LIGHT].wall / paired['twin'].wall:.2f} of the twin's time, run in turns")
    for count in counts:
        compared = {
            "payinfra": bench.synth(count),
            OWN: bench.own_app(count),
            VALIDATE: bench.validate(count, force=True),
            "twin": bench.javascript(count),
        }
        if count <= most_stock:
            row("stock", count, bench.median(bench.stock(count)))
        for what, sample in bench.side_by_side(compared).items():
            row(what, count, sample)
    row("stock, first run ever", 1, bench.first_ever(bench.stock(1)))
    row("payinfra, first run ever", 1, bench.first_ever(bench.synth(1)))
    bench.once(bench.synth(1, force=False))
    row("synth, nothing changed", 1, bench.median(bench.synth(1, force=False)))
    row(VALIDATE, 100, bench.median(bench.validate(100, force=True)))
    for count in (1, 100):
        bench.once(bench.validate(count, force=False))
        row("validate, nothing changed", count, bench.median(bench.validate(count, force=False)))
    return rows, resources


def table(rows: Sequence[Row], resources: int) -> str:
    lines = [
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, Node.js {_node_version()}; {resources} resources an environment; "
        f"{time.strftime('%Y-%m-%d')}; load of the machine meanwhile {os.getloadavg()[1]:.1f}.",
        "",
        "| what | environments | s | s each | s of CPU | ms of CPU a resource | MB | stock / this, clock | CPU "
        "| this / twin, clock | CPU |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    known = {(row.what, row.environments): row.sample for row in rows}
    for row in rows:
        sample, count = row.sample, row.environments
        a_resource = "" if "validate" in row.what else f"{sample.cpu * 1000 / resources / count:.2f}"
        stock = known.get(("stock", count)) if row.what in COMPARED else None
        twin = known.get(("twin", count)) if row.what in (*COMPARED, VALIDATE, LIGHT) else None
        faster = [_ratio(stock.wall, sample.wall), _ratio(stock.cpu, sample.cpu)] if stock else ["", ""]
        slower = [_ratio(sample.wall, twin.wall), _ratio(sample.cpu, twin.cpu)] if twin else ["", ""]
        cells = [row.what, count, f"{sample.wall:.2f}", f"{row.each:.3f}", f"{sample.cpu:.2f}", a_resource]
        lines.append(f"| {' | '.join(map(str, [*cells, f'{sample.memory:.0f}', *faster, *slower]))} |")
    return "\n".join(lines) + "\n"


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.2f}"


def _node_version() -> str:
    return subprocess.run([os.environ["JSII_NODE"], "--version"], capture_output=True, text=True, check=True).stdout[
        1:-1
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare stock bindings, payinfra and a JavaScript twin.")
    parser.add_argument("--runs", type=int, default=3, help="processes for each median (default: 3)")
    parser.add_argument("--environments", type=int, nargs="+", default=[1, 10, 50], help="how many (default: 1 10 50)")
    parser.add_argument("--most-stock", type=int, default=50, help="environments for stock bindings at most")
    parser.add_argument("--write", action="store_true", help="put the result into docs/performance.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="payinfra-bench-") as folder:
        bench = Bench(Path(folder), arguments.runs)
        rows, resources = measure(bench, arguments.environments, arguments.most_stock, print)
    result = table(rows, resources)
    print(f"\n{result}")
    if arguments.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{result}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
        bars = [(row.what, row.environments, row.each) for row in rows if row.what in ("stock", "payinfra", "twin")]
        PICTURE.write_text(plot(bars), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
