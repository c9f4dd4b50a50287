"""Bodies that nobody sends by mistake are refused as any other bad body: by a 4xx, soon, and repeating nothing."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payment_validation.handler import handler
from tests.support.lambda_events import Context, payment, request

DEEP = 4000


def _answered(body: Any, **event: Any) -> tuple[int, dict[str, Any]]:
    answer = handler({**request("POST", "/validations", body=body), **event}, Context())
    return answer["statusCode"], json.loads(answer["body"])["error"]


HOSTILE = {
    "lists, nested as deeply as JSON is read": "[" * 900 + "]" * 900,
    "objects, nested as deeply as JSON is read": '{"a":' * 450 + "1" + "}" * 450,
    "lists, nested more deeply": "[" * DEEP + "]" * DEEP,
    "objects, nested more deeply": '{"a":' * 2000 + "1" + "}" * 2000,
    "lists that never end": "[" * DEEP,
    "a key twice": '{"amount":1,"amount":1}',
    "a key twice, one of them escaped": '{"amount":1,"\\u0061mount":1}',
    "a key twice, deep inside": '{"a":[{"b":{"c":1,"c":2}}]}',
    "a number with too great an exponent": '{"amount":1e99999999999999999999}',
    "a number with too small an exponent": '{"amount":1e-99999999999999999999}',
    "a number whose digits would fill the memory": '{"amount":1e999999999}',
    "a whole number of thousands of digits": f'{{"amount":{"9" * 4200}}}',
    "a whole number of too many digits": f'{{"amount":{"9" * 9000}}}',
    "a fraction of thousands of digits": f'{{"amount":0.{"9" * 9000}}}',
    "minus zero": '{"amount":-0}',
    "no number": '{"amount":NaN}',
    "infinity": '{"amount":Infinity}',
    "minus infinity": '{"amount":-Infinity}',
    "half a character": '{"reference":"\\ud800"}',
    "half a character as a key": '{"\\ud800":1}',
    "the halves of a character in the wrong order": '{"reference":"\\udc00\\ud800"}',
    "a byte order mark": '\ufeff{"amount":1}',
    "nothing between the quotes": '{"":""}',
    "zeros in texts": '{"reference":"\\u0000"}',
    "two documents": "{}{}",
    "a comment": '{/*"amount":1*/}',
    "keys of Python's": '{"__class__":1,"__init__":{}}',
    "thousands of keys": "{" + ",".join(f'"{number}":1' for number in range(1500)) + "}",
    "thousands of backslashes": json.dumps({"reference": "\\" * 7000}),
    "thousands of percent signs": json.dumps({"reference": "%25" * 5000}),
    "thousands of ampersands": json.dumps({"reference": "&amp;" * 3000}),
    "thousands of digits with spaces": json.dumps({"reference": "4 " * 7000}),
    "thousands of lists of digits": json.dumps([[4, 1]] * 2500),
    "one digit in each of thousands of lists": json.dumps({"reference": ["4"] * 3000}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_body_is_refused_and_soon(kind: str) -> None:
    started = time.process_time()
    status, error = _answered(HOSTILE[kind])
    assert time.process_time() - started < 2
    assert 400 <= status < 500, error
    assert error["code"] in {"INVALID_JSON", "INVALID_REQUEST", "PAN_REFUSED", "REQUEST_TOO_LARGE"}
    assert len(error["message"]) < 200


@pytest.mark.parametrize("half", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_a_body_with_half_a_character_of_its_own_is_refused(half: int) -> None:
    for body in (chr(half), f'{{"reference":"{chr(half)}"}}'):
        assert _answered(body)[1]["code"] == "INVALID_JSON"


def test_a_path_and_a_query_with_half_a_character_are_refused() -> None:
    for event in ({"path": "/\ud800"}, {"queryStringParameters": {"\ud800": "\udfff"}}):
        assert 400 <= _answered("{}", **event)[0] < 500


json_texts = st.text(st.characters(codec=None))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | json_texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(json_texts, inner, max_size=4),
    max_leaves=10,
)


@given(json_values)
def test_no_value_breaks_the_function(value: Any) -> None:
    status, error = _answered(json.dumps(value))
    assert 400 <= status < 500, error


@given(st.sampled_from(sorted(payment())), json_values)
def test_no_value_in_a_field_breaks_the_function(field: str, value: Any) -> None:
    status, error = _answered(json.dumps({**payment(), field: [value]}))
    assert 400 <= status < 500, error


@given(st.binary(max_size=300))
def test_no_bytes_break_the_function(body: bytes) -> None:
    status, error = _answered(body.decode("latin-1"))
    assert 400 <= status < 500, error
