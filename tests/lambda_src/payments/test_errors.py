"""Codes are what callers branch on."""

from __future__ import annotations

import re

from generator.aws.gateway_responses import RESPONSES
from payments import errors

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.PaymentError)]


def test_there_is_no_code_twice_but_that_of_the_base() -> None:
    codes = [kind.code for kind in KINDS if kind not in (errors.InvalidRequest, errors.FieldUnknown)]
    assert len(codes) > 10
    assert sorted(codes) == sorted(set(codes))


def test_codes_are_spelled_as_those_of_api_gateway() -> None:
    codes = [kind.code for kind in KINDS] + [response.code for response in RESPONSES.values()]
    assert [code for code in codes if not re.fullmatch("[A-Z]+(_[A-Z]+)*", code)] == []


def test_a_code_that_api_gateway_gives_too_has_the_same_status_there() -> None:
    gateway = {response.code: response.status for response in RESPONSES.values() if response.status}
    shared = {kind.code: str(kind.status) for kind in KINDS if kind.code in gateway and kind.status < 500}
    assert shared.keys() >= {"INVALID_REQUEST", "NOT_FOUND", "REQUEST_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"}
    assert shared == {code: gateway[code] for code in shared}
