"""Work in copies of this process: all of it is done, never more at once than asked, and an error comes back."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest

from generator import children
from generator.children import results, run_in_children
from generator.findings import Finding, SpecError
from generator.pipeline import check_files
from generator.spec.pointer import Pointer
from generator.synth import MOST_IN_ONE_PROCESS, _chunks

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def note(folder: Path, name: int) -> None:
    (folder / f"running-{name}").touch()
    at_once = len(list(folder.glob("running-*")))
    time.sleep(0.05)
    (folder / f"running-{name}").unlink()
    (folder / f"done-{name}").write_text(str(at_once))


def test_every_job_runs_and_no_more_at_once_than_asked(tmp_path):
    run_in_children([partial(note, tmp_path, name) for name in range(5)], 2, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("done-*")) == [f"done-{name}" for name in range(5)]
    assert {path.read_text() for path in tmp_path.glob("done-*")} <= {"1", "2"}


def test_findings_of_a_child_are_raised_as_they_were(tmp_path):
    finding = Finding("SPC001", Pointer(("tables", 0)), "not so")

    def fail() -> None:
        raise SpecError([finding])

    with pytest.raises(SpecError) as raised:
        run_in_children([fail], 2, tmp_path)
    assert raised.value.findings == (finding,)


def test_an_error_that_cannot_travel_is_told(tmp_path):
    def fail() -> None:
        raise type("Local", (Exception,), {})("what happened")

    with pytest.raises(RuntimeError, match="Local: what happened"):
        run_in_children([fail], 2, tmp_path)


@pytest.mark.parametrize(("count", "cores"), [(8, 2), (19, 2), (50, 2), (50, 8), (8, 64)])
def test_shares_hold_everything_once_are_equal_and_fit_into_a_process(count, cores):
    shares = _chunks(list(range(count)), cores)
    assert sorted(item for share in shares for item in share) == list(range(count))
    assert max(map(len, shares)) <= MOST_IN_ONE_PROCESS
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_results_come_back_in_the_order_of_the_jobs(tmp_path):
    assert results([partial(pow, number, 2) for number in range(5)], 2) == [0, 1, 4, 9, 16]


def test_many_files_are_checked_in_several_processes_with_the_same_findings(tmp_path, monkeypatch):
    files = [tmp_path / f"{number:02}.yaml" for number in range(20)]
    for number, file in enumerate(files):
        file.write_text(f"environmentSuffix: e{number}\nnot{number}: known\n")
    monkeypatch.setattr(children, "may_fork", lambda: False)
    alone = check_files(files)
    assert len(alone) == 20
    monkeypatch.setattr(children, "may_fork", lambda: True)
    monkeypatch.setattr(children.os, "cpu_count", lambda: 3)
    assert check_files(files) == alone
