"""What goes into an archive and what does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.aws.grants import KINDS
from generator.packaging.contents import own_files, wheel_files
from generator.packaging.errors import PackagingError
from generator.packaging.services import GRANTED, SERVICES, describes_needless_service
from tests.generator.packaging.sample import wheel, write


def test_every_file_of_a_folder_goes_in_below_its_name(tmp_path: Path) -> None:
    write(tmp_path / "greeter" / "handler.py", "1")
    write(tmp_path / "greeter" / "sql" / "0001.sql", "2")
    assert own_files(tmp_path / "greeter") == {"greeter/handler.py": b"1", "greeter/sql/0001.sql": b"2"}


@pytest.mark.parametrize(
    "path",
    ["__pycache__/handler.cpython-312.pyc", "handler.pyc", ".env", ".git/config", "handler.py~", "requirements.txt"],
)
def test_what_does_not_serve_at_run_time_stays_out(path: str, tmp_path: Path) -> None:
    write(tmp_path / "greeter" / "handler.py", "1")
    write(tmp_path / "greeter" / path, "2")
    assert list(own_files(tmp_path / "greeter")) == ["greeter/handler.py"]


@pytest.mark.parametrize("name", ["file", "folder"])
def test_a_link_is_refused(name: str, tmp_path: Path) -> None:
    """What it points to may be another file on the next machine, or one that nobody meant to publish."""
    write(tmp_path / "folder" / "file", "secret")
    write(tmp_path / "greeter" / "handler.py", "1")
    (tmp_path / "greeter" / "link").symlink_to(
        tmp_path / "folder" if name == "folder" else tmp_path / "folder" / "file"
    )
    with pytest.raises(PackagingError, match="greeter/link is a link"):
        own_files(tmp_path / "greeter")


def test_a_name_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "greeter").mkdir()
    try:
        (tmp_path / "greeter" / os.fsdecode(b"gr\xfc\xdfe.txt")).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system keeps UTF-8 names only")
    with pytest.raises(PackagingError, match="has a name that is not UTF-8"):
        own_files(tmp_path / "greeter")


def test_a_wheel_is_laid_out_as_pip_would(tmp_path: Path) -> None:
    files = {
        "one/data.json": "{}",
        "one/__pycache__/x.cpython-312.pyc": "",
        "one-1.0.data/purelib/extra.py": "",
        "one-1.0.data/scripts/run": "",
        "one-1.0.dist-info/licenses/LICENSE": "free",
    }
    found = wheel_files([_wheel(tmp_path, "one", files)])
    assert sorted(found) == [
        "extra.py",
        "one-1.0.dist-info/METADATA",
        "one-1.0.dist-info/WHEEL",
        "one-1.0.dist-info/licenses/LICENSE",
        "one/__init__.py",
        "one/data.json",
    ]


def test_two_wheels_with_one_file_are_refused(tmp_path: Path) -> None:
    wheels = [_wheel(tmp_path, name, {"common.py": f"OF = {name!r}"}) for name in ("one", "two")]
    with pytest.raises(PackagingError, match=r"two pinned packages bring a file 'common\.py'"):
        wheel_files(wheels)


def test_a_file_outside_of_its_wheel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackagingError, match="outside its folder"):
        wheel_files([_wheel(tmp_path, "one", {"../evil.py": ""})])


@pytest.mark.parametrize(
    ("path", "needless"),
    [
        ("botocore/data/ec2/2016-11-15/service-2.json.gz", True),
        ("boto3/data/ec2/2016-11-15/resources-1.json", True),
        ("botocore/data/dynamodb/2012-08-10/service-2.json.gz", False),
        ("botocore/data/endpoints.json", False),
        ("botocore/data/partitions.json", False),
        ("botocore/session.py", False),
        ("other/data/ec2/file", False),
    ],
)
def test_only_services_that_can_be_granted_are_described(path: str, needless: bool) -> None:
    assert describes_needless_service(path) is needless


def test_every_service_that_a_spec_can_grant_has_a_client() -> None:
    verbs = [verb for kind in KINDS.values() for verb in kind.verbs.values()]
    actions = [action for verb in verbs for action in (*verb.actions, *verb.inner_actions, *verb.key_actions)]
    prefixes = {action.split(":")[0] for action in actions}
    assert prefixes == set(GRANTED), "generator/packaging/services.py has to follow generator/aws/grants.py"
    assert set(GRANTED.values()) <= SERVICES


def _wheel(folder: Path, name: str, files: dict[str, str]) -> Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    path.write_bytes(wheel(name, "1.0", files))
    return path
