"""Zips: their bytes follow from their contents alone, and any reader can read them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.packaging.errors import PackagingError
from generator.packaging.zip_file import read_entries, stored, zip_bytes

PATHS = st.from_regex(r"\A[a-zé]{1,8}(/[a-zé.]{1,8}[a-z])?\Z")


def test_the_bytes_are_the_same_on_every_machine() -> None:
    """A golden digest: it may only change together with every archive in the world."""
    content = zip_bytes({"b/größe.txt": stored(b"1\n"), "a.py": stored(b"print()\n"), "empty": stored(b"")})
    assert hashlib.sha256(content).hexdigest() == GOLDEN


@given(st.dictionaries(PATHS, st.binary(max_size=200), max_size=8))
def test_what_is_put_in_comes_out(files: dict[str, bytes]) -> None:
    content = zip_bytes({path: stored(inner) for path, inner in files.items()})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


@given(st.dictionaries(PATHS, st.binary(max_size=200), min_size=2, max_size=8))
def test_the_order_of_the_files_does_not_count(files: dict[str, bytes]) -> None:
    shuffled = dict(reversed(files.items()))
    assert zip_bytes({path: stored(inner) for path, inner in files.items()}) == zip_bytes(
        {path: stored(inner) for path, inner in shuffled.items()}
    )


def test_time_permissions_and_origin_are_fixed() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_bytes({"a.py": stored(b"1")}))) as archive:
        (item,) = archive.infolist()
    assert item.date_time == (1980, 1, 1, 0, 0, 0)
    assert item.external_attr >> 16 == 0o100644
    assert (item.create_system, item.extra, item.comment) == (3, b"", b"")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_bytes_compressed_by_somebody_else_are_taken_over_as_they_are(method: int, tmp_path: Path) -> None:
    wheel = tmp_path / "one.whl"
    with zipfile.ZipFile(wheel, "w", method) as archive:
        archive.writestr("folder/", "")
        archive.writestr("folder/text.txt", "again and " * 500)
    content = zip_bytes(dict(read_entries(wheel)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(wheel) as original:
        assert archive.namelist() == ["folder/text.txt"]
        assert archive.read("folder/text.txt").decode() == "again and " * 500
        assert archive.getinfo("folder/text.txt").compress_size == original.getinfo("folder/text.txt").compress_size


def test_a_zip_that_was_streamed_is_taken_over_too(tmp_path: Path) -> None:
    """Some tools write the sizes after the bytes and leave them out of the header before."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, chunk: object) -> int:
            self.written += bytes(chunk)  # type: ignore[call-overload]  # any buffer
            return len(bytes(chunk))  # type: ignore[call-overload]  # any buffer

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("text.txt", "again and " * 500)
    wheel = tmp_path / "one.whl"
    wheel.write_bytes(bytes(stream.written))
    with zipfile.ZipFile(io.BytesIO(zip_bytes(dict(read_entries(wheel))))) as archive:
        assert archive.testzip() is None
        assert archive.read("text.txt").decode() == "again and " * 500


def test_a_way_of_packing_that_lambda_cannot_read_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "one.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("text.txt", "text")
    with pytest.raises(PackagingError, match=r"one\.whl: text\.txt is packed in a way that Lambda cannot read"):
        list(read_entries(wheel))


GOLDEN = "6a40ddb8880d048fdb32c788f4cc0904a95059acaac74335447557aed7f1b12b"
