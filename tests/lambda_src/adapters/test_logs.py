"""A card number that comes as far as the log is masked there, in whatever it is hidden."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError, ParamValidationError  # type: ignore[import-untyped]  # it has no types
from hypothesis import given
from hypothesis import strategies as st
from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.logs import MaskingFormatter, logger
from adapters.redaction import redact, redacted_traceback
from payments.errors import TemporarilyUnavailable
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
        masking.exception(message, **{"exc_info": True, **fields})
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


ROW = {
    "S": "ERROR",
    "C": "23505",
    "M": 'duplicate key value violates unique constraint "payments_pkey"',
    "D": "Failing row contains (tok_4f9aZ81kQ0pLmN7r, customer-of-the-row, reference-of-the-row).",
    "t": "payments",
    "n": "payments_pkey",
}
QUOTED = {"C": "22P02", "M": 'invalid input syntax for type uuid: "customer-of-the-row"'}
SECRETS = ("tok_4f9aZ81kQ0pLmN7r", "customer-of-the-row", "reference-of-the-row")


FAILURES: dict[str, Callable[[], Exception]] = {
    "a failed row": lambda: DatabaseError(ROW),
    "a quoted value": lambda: DatabaseError(QUOTED),
    "a value that botocore can't send": lambda: ParamValidationError(report=f"for Item, value: {' '.join(SECRETS)}"),
    "what DynamoDB refuses": lambda: ClientError(
        {"Error": {"Code": "ValidationException", "Message": " ".join(SECRETS)}}, "PutItem"
    ),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_an_error_of_a_service_shows_what_went_wrong_and_nothing_of_the_row(kind: str) -> None:
    try:
        try:
            raise FAILURES[kind]()
        except Exception as fault:
            raise TemporarilyUnavailable from fault
    except TemporarilyUnavailable as fault:
        caught = fault
    lines = [_logged("message", exc_info=caught), _logged(FAILURES[kind](), field=FAILURES[kind]())]
    assert "TemporarilyUnavailable" in lines[0]["exception"]
    assert "test_logs.py" in lines[0]["exception"]
    assert type(FAILURES[kind]()).__qualname__ in lines[0]["exception"]
    assert [secret for secret in SECRETS if secret in json.dumps(lines)] == []


def test_the_error_of_a_failed_row_is_found_by_its_code_and_constraint() -> None:
    shown = _logged("message", exc_info=DatabaseError(ROW))["exception"]
    assert shown.endswith(
        "DatabaseError: SQLSTATE 23505, table payments, constraint payments_pkey, "
        'message duplicate key value violates unique constraint "payments_pkey"'
    )


def test_no_field_shows_the_token_of_a_card() -> None:
    line = _logged("of tok_4f9aZ81kQ0pLmN7r", field={"deep": ["tok_4f9aZ81kQ0pLmN7r"]})
    assert (line["message"], line["field"]) == ("of tok_[MASKED]", {"deep": ["tok_[MASKED]"]})


def test_an_error_that_leads_to_itself_is_shown_once() -> None:
    fault = ValueError("one")
    fault.__cause__ = fault
    assert redacted_traceback(fault) == "ValueError: one"


def test_an_error_that_goes_on_to_the_runtime_keeps_its_code_alone() -> None:
    fault = DatabaseError(dict(ROW))
    redact(fault)
    assert "23505" in str(fault)
    assert [secret for secret in SECRETS if secret in str(fault)] == []
