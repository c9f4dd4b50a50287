"""Where two values of Terraform's JSON differ."""

from __future__ import annotations

from typing import Any

import pytest

from generator.verify.differences import differences, dotted


@pytest.mark.parametrize(
    ("sentence", "before", "after", "unknown", "paths"),
    [
        ("the same", {"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, {}, []),
        ("inside of a list", {"a": [{"b": 1}]}, {"a": [{"b": 2}]}, {}, ["a.0.b"]),
        ("an entry more", {"a": [1]}, {"a": [1, 2]}, {}, ["a.1"]),
        ("a key that is not known yet", {"a": 1}, {}, {"a": True}, ["a"]),
        ("a block that is not known yet", {"a": [{"b": 1}]}, {"a": [{}]}, {"a": [{"b": True}]}, ["a.0.b"]),
        ("a map in the place of nothing", {"a": None}, {"a": {"b": 1}}, {}, ["a.b"]),
        ("nothing that is known or unknown", {"a": None}, {"a": None}, {"a": False}, []),
    ],
)
def test_what_differs_is_found_at_its_path(
    sentence: str, before: Any, after: Any, unknown: Any, paths: list[str]
) -> None:
    assert [dotted(one.path) for one in differences(before, after, unknown)] == paths, sentence


def test_a_key_with_dots_is_one_step() -> None:
    (found,) = differences({"tags": {"a.b": 1}}, {"tags": {"a.b": 2}}, {})
    assert found.path == ("tags", "a.b")
