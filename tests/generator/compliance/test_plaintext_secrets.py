"""Whatever looks like a secret is found, though most patterns are tried on few texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compliance.controls import no_plaintext_secrets
from generator.compliance.stack import Stack

PATTERNS = [pattern for _, _, pattern in no_plaintext_secrets._TEXTS]


def is_found(text: str) -> bool:
    stack = Stack({"resource": {"aws_ssm_parameter": {"p": {"description": text}}}})
    return not all(evidence.ok for evidence in no_plaintext_secrets.check(stack))


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.pattern[:30])
def test_each_text_of_a_pattern_holds_what_is_looked_for_first(pattern):
    @given(st.from_regex(pattern))
    def holds(text: str) -> None:
        assert is_found(text)

    holds()


@given(st.from_regex(re.compile(r"(?<![\d.])4(?:[ -]?\d){15}(?![\d.])", re.ASCII), fullmatch=True))
def test_a_card_number_is_found_however_it_is_grouped(text):
    digits = [int(digit) for digit in re.sub(r"\D", "", text)][:-1]
    doubled = [digit * (2 - index % 2) for index, digit in enumerate(reversed(digits))]
    check = -sum(item - 9 if item > 9 else item for item in doubled) % 10
    assert is_found(f"{text[:-1]}{check}")
