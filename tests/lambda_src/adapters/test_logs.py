"""A card number that comes as far as the log is masked there, in whatever it is hidden."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from hypothesis import given
from hypothesis import strategies as st

from adapters.logs import MaskingFormatter, logger
from tests.support.card_numbers import ISSUED, PANS, digits_in, full_width, issued_number, separated

PAN = PANS[0]


def _logged(message: Any, **fields: Any) -> dict[str, Any]:
    stream = io.StringIO()
    masking = Logger(service="test-of-logs", stream=stream, logger_formatter=MaskingFormatter(), level="INFO")
    # A logger of one name is set up once in a process; each call here has a stream of its own.
    masking._logger.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    try:
        raise ValueError(f"no such card: {PAN}")
    except ValueError:
        masking.exception(message, **fields)
    line: dict[str, Any] = json.loads(stream.getvalue())
    return line


@pytest.mark.parametrize(
    "secret",
    [
        PAN,
        int(PAN),
        f"card {separated(PAN, ' ')}",
        full_width(PAN),
        {"card": PAN},
        {PAN: 1},
        [["deep", {"er": PAN}]],
        ValueError(PAN),
        PAN.encode(),
    ],
)
def test_no_field_message_or_traceback_shows_the_number(secret: Any) -> None:
    line = _logged(secret, field=secret)
    assert PAN not in digits_in(json.dumps(line, ensure_ascii=False))
    assert "[PAN]" in json.dumps(line["field"], ensure_ascii=False)
    assert "no such card: [PAN]" in line["exception"]


@given(st.integers(0, len(ISSUED) - 1), st.text("0123456789", min_size=18, max_size=18), st.text(max_size=20))
def test_any_card_number_in_any_text_is_masked(kind: int, digits: str, text: str) -> None:
    pan = issued_number(kind, digits)
    line = _logged("message", field=f"{text}<{pan}>{text}")
    assert pan not in line["field"]


def test_what_the_runtime_tells_is_not_taken_for_a_card_number() -> None:
    arn = "arn:aws:lambda:us-east-1:123456789007:function:lambda-payments:blue"
    assert _logged("message", function_arn=arn)["function_arn"] == arn
    assert isinstance(logger.registered_formatter, MaskingFormatter)


def test_ordinary_fields_stay_what_they_are() -> None:
    line = _logged("request_answered", status=201, ok=True, none_of="x", reasons=["card_velocity"])
    assert (line["status"], line["ok"], line["reasons"]) == (201, True, ["card_velocity"])
