"""The rules of composite alarms: read, told what is wrong with them, and written with the real names."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.planning.alarm_expression import AlarmRuleError, names, parse, render

REAL = {"a": ["a-dev"], "each": ["each-1-dev", "each-2-dev"], "none": []}


def behind(name):
    return REAL.get(name, [name])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ALARM(a)", 'ALARM("a-dev")'),
        ("  ALARM( a )  ", 'ALARM("a-dev")'),
        ("ALARM(a) AND OK(b)", '(ALARM("a-dev") AND OK("b"))'),
        ("ALARM(a) AND OK(b) OR OK(c)", '((ALARM("a-dev") AND OK("b")) OR OK("c"))'),
        ("ALARM(a) AND (OK(b) OR OK(c))", '(ALARM("a-dev") AND (OK("b") OR OK("c")))'),
        ("NOT ALARM(a)", 'NOT ALARM("a-dev")'),
        ("NOT (ALARM(a) OR TRUE)", 'NOT (ALARM("a-dev") OR TRUE)'),
        ("ALARM(each)", '(ALARM("each-1-dev") OR ALARM("each-2-dev"))'),
        ("OK(each)", '(OK("each-1-dev") AND OK("each-2-dev"))'),
        ("NOT OK(each)", 'NOT (OK("each-1-dev") AND OK("each-2-dev"))'),
        ("INSUFFICIENT_DATA(each)", '(INSUFFICIENT_DATA("each-1-dev") OR INSUFFICIENT_DATA("each-2-dev"))'),
        ("ALARM(x/y/blue)", 'ALARM("x/y/blue")'),
        ("ALARM(none) OR ALARM(a)", '(FALSE OR ALARM("a-dev"))'),
        ("OK(none) AND ALARM(a)", '(TRUE AND ALARM("a-dev"))'),
    ],
)
def test_a_rule_is_written_with_the_real_names(text, expected):
    assert render(parse(text), behind) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "in place of the end"),
        ("ALARM", "'(' is missing after 'ALARM'"),
        ("ALARM()", "the name of an alarm is missing"),
        ("ALARM(a", "')' is missing after 'ALARM(a'"),
        ("(ALARM(a)", "')' is missing after '(...'"),
        ("ALARM(a) OK(b)", "AND or OR is missing before 'OK'"),
        ("ALARM(a) AND", "in place of the end"),
        ("alarm(a)", "in place of 'alarm'"),
        ("ALARM(a) & OK(b)", "cannot read '& OK(b)'"),
        ("(" * 2000 + "ALARM(a)", "nested more than 30 deep"),
        ("NOT " * 900 + "ALARM(a)", "nested more than 30 deep"),
    ],
)
def test_what_is_no_rule_says_where_it_breaks_off(text, words):
    with pytest.raises(AlarmRuleError) as error:
        parse(text)
    assert words in str(error.value)


def test_names_come_in_order_and_as_often_as_they_stand():
    assert list(names(parse("ALARM(b) AND NOT (OK(a) OR ALARM(b)) OR FALSE"))) == ["b", "a", "b"]


STATES = st.builds("{}({})".format, st.sampled_from(["ALARM", "OK"]), st.sampled_from(["a", "each", "b-c"]))
RULES = st.recursive(
    STATES, lambda part: st.builds("({} {} {})".format, part, st.sampled_from(["AND", "OR"]), part), max_leaves=8
)


@given(RULES)
def test_what_is_written_can_be_read_again(text):
    rule = parse(text)
    assert parse(render(rule, lambda name: [name]).replace('"', "")) == rule


@given(st.text(alphabet="ALRMOK()ND abc-/&", max_size=60))
def test_any_text_is_a_rule_or_says_why_not(text):
    with contextlib.suppress(AlarmRuleError):
        assert render(parse(text), behind)
