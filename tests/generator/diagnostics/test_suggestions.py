"""Suggestions: near words only, both where two are equally near, and none where a word is merely somewhat alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.diagnostics.findings import unknown_name
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import Suggestion, did_you_mean, is_typo, nearest, suggest


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("hashKeey", ["hashKey", "rangeKey"], ("hashKey",)),
        ("hash_key", ["hashKey", "rangeKey"], ("hashKey",)),
        ("pay_per_request", ["PAY_PER_REQUEST", "PROVISIONED"], ("PAY_PER_REQUEST",)),
        ("remvoe", ["name", "remove"], ("remove",)),
        ("us-est-1", ["us-east-1", "us-west-1"], ("us-east-1", "us-west-1")),
        ("us-esat-1", ["us-east-1", "us-west-1"], ("us-east-1",)),
        ("zzz", ["hashKey"], ()),
        ("x", [], ()),
    ],
)
def test_the_nearest_word(word, known, near):
    assert nearest(word, known) == near


def test_a_suggestion_is_certain_only_where_it_is_one_word():
    assert suggest("singel", ["single", "none"]).certain == "single"
    assert suggest("us-est-1", ["us-east-1", "us-west-1"]).certain is None
    assert suggest("table", ["tables-all"]).certain is None
    assert suggest("zzz", ["single"]) is None


def test_a_suggestion_is_shown_as_a_question():
    assert did_you_mean("singel", ["single", "none"]) == " (did you mean 'single'?)"
    assert did_you_mean("us-est-1", ["us-east-1", "us-west-1"]) == " (did you mean 'us-east-1' or 'us-west-1'?)"
    assert did_you_mean("zzz", ["single"]) == ""


def test_a_finding_shows_its_suggestion_between_the_problem_and_the_note():
    found = unknown_name("X", SpecPath(), "there is no 'singel'", "singel", ["single"], ": choose one")
    assert replace(found, note="; here").message == "there is no 'singel' (did you mean 'single'?); here"
    assert found.suggestion == Suggestion("singel", ("single",))
    assert unknown_name("X", SpecPath(), "there is no 'zzz'", "zzz", ["single"], ": choose one").message == (
        "there is no 'zzz': choose one"
    )


@pytest.mark.parametrize(
    ("word", "meant", "slip"),
    [
        ("hashKeey", "hashKey", True),
        ("remvoe", "remove", True),
        ("POST", "post", True),
        ("mail", "email", True),
        ("id", "at", False),
        ("NEW", "NEW_IMAGE", False),
        ("merchants", "transactions", False),
        ("transaction-procesing", "transaction-processing", True),
        ("credential-rotatoin", "credential-rotation", True),
        ("eu-west-4", "eu-west-1", False),
        ("ap-east-2", "us-east-2", False),
        ("ap-southeast-1", "ap-northeast-1", False),
        ("python3.14", "python3.13", False),
        ("sqs", "sns", False),
        ("orders-eu", "orders-us", False),
        ("table-a", "table-b", False),
        ("maximum", "minimum", False),
        ("maximumCapacity", "minimumCapacity", False),
        ("minimun", "minimum", True),
        ("readCapacity", "writeCapacity", False),
    ],
)
def test_only_a_slip_of_the_pen_is_certain(word, meant, slip):
    assert is_typo(word, meant) is slip
