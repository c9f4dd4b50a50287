"""A scratch folder is gone afterwards: after success, after a fault, and after a kill by the next run."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile

import pytest

from generator.verify.errors import CannotVerify
from generator.verify.scratch_folder import PREFIX, RUNNING, scratch_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_it_is_removed_with_all_that_is_in_it(temporary):
    with scratch_folder() as folder:
        (folder / "below").mkdir()
        (folder / "below" / "file").write_text("x")
    assert list(temporary.iterdir()) == []


def test_it_is_removed_when_something_breaks(temporary):
    with pytest.raises(ZeroDivisionError), scratch_folder():
        raise ZeroDivisionError
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_has_left_is_removed_by_the_next(temporary):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    stale = temporary / f"{PREFIX}{ended.pid}.abc"
    stale.mkdir()
    with scratch_folder():
        assert not stale.exists()


def test_a_folder_in_which_a_program_still_works_is_left_to_it(temporary):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    working = temporary / f"{PREFIX}{ended.pid}.abc"
    (working / "stack").mkdir(parents=True)
    (working / "stack" / RUNNING).write_text(str(os.getpid()))
    with scratch_folder():
        assert working.exists()
    (working / "stack" / RUNNING).write_text(str(ended.pid))
    with scratch_folder():
        assert not working.exists()


def test_what_children_keep_for_a_while_goes_there_too(monkeypatch):
    monkeypatch.setattr("generator.verify.scratch_folder.LONGEST", 1000)
    before = os.environ.get("TMPDIR")
    with scratch_folder() as folder:
        assert os.environ["TMPDIR"] == str(folder) == tempfile.gettempdir()
    assert os.environ.get("TMPDIR") == before
    assert tempfile.gettempdir() != str(folder)


def test_a_path_that_is_too_long_for_sockets_is_left_alone(monkeypatch):
    monkeypatch.setattr("generator.verify.scratch_folder.LONGEST", 1)
    with scratch_folder() as folder:
        assert tempfile.gettempdir() == str(folder.parent)


def test_the_folder_of_another_run_stays(temporary):
    theirs = temporary / f"{PREFIX}{os.getppid()}.abc"
    theirs.mkdir()
    with scratch_folder():
        assert theirs.exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT])
def test_a_full_disk_is_one_line_that_says_what_to_do(number):
    with pytest.raises(CannotVerify, match=r"no room left to write in .*: free some, or set TMPDIR"), scratch_folder():
        raise OSError(number, os.strerror(number))


def test_too_little_room_is_told_before_anything_is_written(temporary, monkeypatch):
    monkeypatch.setattr("generator.verify.scratch_folder.ROOM", 10**18)
    with pytest.raises(CannotVerify, match="no room left to write in"), scratch_folder():
        raise AssertionError("it went on")
    assert list(temporary.iterdir()) == []


def test_another_fault_of_the_system_stays_what_it_is():
    with pytest.raises(PermissionError), scratch_folder():
        raise PermissionError(errno.EACCES, "no")
