"""Names: within every limit, with the suffix at the end, never the same for two things, stable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.aws.name_prefixes import KINDS
from generator.planning.naming import NameTooLongError, Naming

words = st.from_regex(r"[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,10}){0,3}", fullmatch=True)
suffixes = words.filter(lambda word: len(word) <= 20)
kinds = st.sampled_from(sorted(kind for kind, rule in KINDS.items() if not rule.single))
shortening = st.sampled_from(sorted(kind for kind, rule in KINDS.items() if rule.shortens))


def test_a_name_is_type_qualifier_suffix():
    assert Naming("dev").name("vpc") == "vpc-dev"
    assert Naming("dev").name("table", "transactions") == "table-transactions-dev"
    assert Naming("dev").parameter("fraud/rules") == "/parameter-dev/fraud/rules"


def test_a_long_qualifier_gives_way_to_a_digest_that_stays_the_same():
    name = Naming("a-very-long-suffix-x").name("tg", "transaction-processing-green")
    assert name == "tg-b8a5bb1e-a-very-long-suffix-x" or re.fullmatch(r"tg-[0-9a-f]{8}-a-very-long-suffix-x", name)
    assert name == Naming("a-very-long-suffix-x").name("tg", "transaction-processing-green")


def test_a_name_that_may_not_be_shortened_fails_and_says_the_limit():
    with pytest.raises(NameTooLongError, match="AWS allows 63 for a bucket"):
        Naming("dev").name("bucket", "x" * 60)


@given(kinds, words, suffixes)
def test_a_name_is_never_longer_than_aws_allows_and_ends_with_the_suffix(kind, qualifier, suffix):
    try:
        name = Naming(suffix).name(kind, qualifier)
    except NameTooLongError:
        return
    assert len(name) <= KINDS[kind].limit
    assert name.startswith(f"{kind}-")
    assert name.endswith(f"-{suffix}")
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name)
    assert re.fullmatch(KINDS[kind].pattern, name)


@given(shortening, st.lists(words, unique=True, min_size=2, max_size=20), suffixes)
def test_kinds_that_shorten_always_fit_and_keep_different_qualifiers_apart(kind, qualifiers, suffix):
    names = [Naming(suffix).name(kind, qualifier) for qualifier in qualifiers]
    assert len(set(names)) == len(qualifiers)


@given(kinds, kinds, words, words, suffixes)
def test_in_one_environment_two_things_never_share_a_name(kind, other_kind, qualifier, other, suffix):
    naming = Naming(suffix)
    try:
        one, two = naming.name(kind, qualifier), naming.name(other_kind, other)
    except NameTooLongError:
        return
    assert (one == two) == ((kind, qualifier) == (other_kind, other))


def test_no_kind_is_another_kind_with_a_qualifier():
    clashes = [
        (one, two) for one, rule in KINDS.items() for two in KINDS if two.startswith(f"{one}-") and not rule.single
    ]
    assert clashes == []
