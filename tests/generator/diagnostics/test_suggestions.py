"""Suggestions: near words only, both where two are equally near, and none where a word is merely somewhat alike."""

from __future__ import annotations

import pytest

from generator.diagnostics.suggestions import did_you_mean, is_slip, nearest, suggested


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("hashKeey", ["hashKey", "rangeKey"], ("hashKey",)),
        ("hash_key", ["hashKey", "rangeKey"], ("hashKey",)),
        ("pay_per_request", ["PAY_PER_REQUEST", "PROVISIONED"], ("PAY_PER_REQUEST",)),
        ("remvoe", ["name", "remove"], ("remove",)),
        ("us-est-1", ["us-east-1", "us-west-1"], ("us-east-1", "us-west-1")),
        ("zzz", ["hashKey"], ()),
        ("x", [], ()),
    ],
)
def test_the_nearest_word(word, known, near):
    assert nearest(word, known) == near


def test_a_suggestion_is_read_back_from_its_words_only_where_it_is_one():
    assert suggested(f"no{did_you_mean('singel', ['single', 'none'])}") == "single"
    assert suggested(f"no{did_you_mean('us-est-1', ['us-east-1', 'us-west-1'])}") is None
    assert suggested("no suggestion") is None


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
    ],
)
def test_only_a_slip_of_the_pen_is_certain(word, meant, slip):
    assert is_slip(word, meant) is slip
