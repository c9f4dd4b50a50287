"""The page of licences is current, and nothing is shipped whose licence nobody has allowed."""

from __future__ import annotations

from email.message import Message

import pytest

from scripts.licences import PAGE, LicenceUnknown, known_rows, licence_of, page_of, rows

REFRESH = "run `.venv/bin/python -m scripts.licences`"


def test_the_page_is_current() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == page_of(rows(known_rows(page))), REFRESH


@pytest.mark.parametrize(
    ("sentence", "fields", "expected"),
    [
        ("an expression is taken as it is", [("License-Expression", "MIT"), ("License", "GPL-3.0")], "MIT"),
        ("the older field may hold an expression", [("License", "Apache-2.0")], "Apache-2.0"),
        ("the older field may hold words", [("License", "Apache License 2.0")], "Apache-2.0"),
        ("else the classifier tells", [("Classifier", "License :: OSI Approved :: MIT License")], "MIT"),
    ],
)
def test_a_licence_is_told_by_the_metadata(sentence: str, fields: list[tuple[str, str]], expected: str) -> None:
    assert licence_of("pinned", _metadata(fields)) == expected, sentence


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("nothing is stated", []),
        ("it binds what it is shipped with", [("License", "GPL-3.0")]),
        ("the words could mean several", [("Classifier", "License :: OSI Approved :: BSD License")]),
    ],
)
def test_a_licence_that_nobody_has_allowed_is_refused(sentence: str, fields: list[tuple[str, str]]) -> None:
    with pytest.raises(LicenceUnknown, match=r"pinned: licence .* is not among those allowed"):
        licence_of("pinned", _metadata(fields))
    assert sentence


def _metadata(fields: list[tuple[str, str]]) -> Message:
    message = Message()
    for name, value in fields:
        message[name] = value
    return message
