"""Locks: what pins is read, what does not pin is refused at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.packaging.errors import PackagingError
from generator.packaging.lock import read_locks
from tests.generator.packaging.sample import ROOT, write

A, B = "a" * 64, "b" * 64


def test_a_lock_as_uv_writes_it_is_read(tmp_path: Path) -> None:
    write(
        tmp_path / "requirements.txt",
        f"# via uv\nAws.Lambda_powertools[tracer]==3.1 \\\n    --hash=sha256:{B} \\\n    --hash=sha256:{A}\n"
        f"    # via -r requirements.in\n\nsix==1.17.0 --hash=sha256:{A}  # old\n",
    )
    first, second = read_locks([tmp_path])
    assert (first.name, first.version, first.hashes) == ("aws-lambda-powertools", "3.1", (A, B))
    assert (second.name, second.version, second.hashes) == ("six", "1.17.0", (A,))


def test_comments_and_order_of_a_lock_do_not_count(tmp_path: Path) -> None:
    write(
        tmp_path / "one" / "requirements.txt",
        f"six==1 --hash=sha256:{A}\nboto==2 --hash=sha256:{A} --hash=sha256:{B}\n",
    )
    write(
        tmp_path / "two" / "requirements.txt",
        f"# new\nboto==2 \\\n  --hash=sha256:{B} \\\n  --hash=sha256:{A}\nsix==1 --hash=sha256:{A}",
    )
    assert read_locks([tmp_path / "one"]) == read_locks([tmp_path / "two"])


def test_a_folder_without_a_lock_pins_nothing(tmp_path: Path) -> None:
    assert read_locks([tmp_path, tmp_path / "no-such-folder"]) == ()


@pytest.mark.parametrize(
    ("sentence", "line", "said"),
    [
        ("a range is not a pin", "six>=1.0", "'six>=1.0' is not a package pinned by =="),
        ("a wildcard is not a pin", f"six==1.* --hash=sha256:{A}", "'six==1.*' is not a package pinned by =="),
        ("a bare name is not a pin", "six", "'six' is not a package pinned by =="),
        ("a version without a hash could be anything", "six==1.0", "six is not pinned by SHA-256 hashes"),
        ("a weak hash does not pin", "six==1.0 --hash=md5:abc", "six is not pinned by SHA-256 hashes"),
        ("a hash that is cut off does not pin", "six==1.0 --hash=sha256:abc", "six is not pinned by SHA-256 hashes"),
        (
            "one weak hash among good ones is refused too",
            f"six==1.0 --hash=sha256:{A} --hash=md5:abc",
            "six is not pinned by SHA-256 hashes",
        ),
        (
            "a marker is judged by the wrong machine",
            f"six==1.0 ; python_version<'3' --hash=sha256:{A}",
            "is not a package",
        ),
        ("an option can lead anywhere", "--index-url https://example.com", "is not a package pinned by =="),
        ("another file can say anything", "-r other.txt", "is not a package pinned by =="),
        (
            "a link is not a pin",
            f"six @ https://example.com/six.whl --hash=sha256:{A}",
            "is not a package pinned by ==",
        ),
    ],
)
def test_what_does_not_pin_is_refused(sentence: str, line: str, said: str, tmp_path: Path) -> None:
    write(tmp_path / "greeter" / "requirements.txt", f"# lock\n\n{line}\n")
    with pytest.raises(PackagingError) as caught:
        read_locks([tmp_path / "greeter"])
    assert said in str(caught.value), sentence
    assert str(caught.value).startswith("greeter/requirements.txt:3: "), sentence


def test_two_locks_that_pin_two_versions_of_a_package_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "requirements.txt", f"six==1.0 --hash=sha256:{A}\n")
    write(tmp_path / "greeter" / "requirements.txt", f"six==2.0 --hash=sha256:{A}\n")
    with pytest.raises(PackagingError, match=r"greeter/requirements.txt pins six 2\.0, but .* pins 1\.0"):
        read_locks([tmp_path, tmp_path / "greeter"])


def test_two_locks_that_agree_pin_a_package_once(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "greeter"):
        write(folder / "requirements.txt", f"six==1.0 --hash=sha256:{A}\n")
    assert len(read_locks([tmp_path, tmp_path / "greeter"])) == 1


def test_what_the_tests_run_with_is_what_the_archives_ship() -> None:
    """Otherwise a function is tested with one version of a library and deployed with another."""
    tested = {}
    for line in (ROOT / "requirements" / "test.txt").read_text(encoding="utf-8").splitlines():
        if "==" in line:
            name, _, rest = line.partition("==")
            tested[name.split("[")[0]] = rest.split()[0].rstrip(";\\")
    shipped = read_locks([ROOT / "lambda_src"])
    assert shipped
    assert {pin.name: pin.version for pin in shipped} == {pin.name: tested.get(pin.name) for pin in shipped}
