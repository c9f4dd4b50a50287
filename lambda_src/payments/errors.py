"""Errors that callers see. The code is stable and safe to branch on; the message is for people and may change.

Codes are spelled as API Gateway spells its own, and are the same where the meaning is. No message quotes the request:
it might hold a card number.
"""

from __future__ import annotations


class PaymentError(Exception):
    """A request that ends in an error response. `status` is the HTTP status."""

    status: int = 400
    code: str = "INVALID_REQUEST"
    text: str = "The request is not valid."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.text)


class InvalidRequest(PaymentError):
    """The structure of the request is wrong."""


class FieldUnknown(InvalidRequest):
    """A field that this release does not know. A release that runs beside it may, and may have recorded the payment."""


class InvalidJson(PaymentError):
    code = "INVALID_JSON"
    text = "The body must be one JSON object in UTF-8, with no key twice."


class IdempotencyKeyMissing(PaymentError):
    code = "IDEMPOTENCY_KEY_MISSING"
    text = "The header Idempotency-Key is required: 1 to 128 printable ASCII characters without spaces."


class IdempotencyKeyInvalid(PaymentError):
    code = "IDEMPOTENCY_KEY_INVALID"
    text = "The header Idempotency-Key must be given once, as 1 to 128 printable ASCII characters without spaces."


class CursorInvalid(PaymentError):
    code = "CURSOR_INVALID"
    text = "The cursor is not one that this list has given."


class PanRefused(PaymentError):
    """A card number in the request (PCI DSS 3.3.1, 3.5.1: what is never accepted cannot be stored). `place` names
    where.
    """

    code = "PAN_REFUSED"

    def __init__(self, place: str = "The request") -> None:
        super().__init__(
            f"{place} holds what looks like a card number. Send the card's token; card numbers are never accepted."
        )


class BodyTooLarge(PaymentError):
    status = 413
    code = "REQUEST_TOO_LARGE"
    text = "The body is too large."


class UnsupportedMediaType(PaymentError):
    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"
    text = "The body must be application/json."


class RouteNotFound(PaymentError):
    status = 404
    code = "NOT_FOUND"
    text = "There is nothing at this path for this method."


class PaymentNotFound(PaymentError):
    status = 404
    code = "PAYMENT_NOT_FOUND"
    text = "There is no such payment."


class MerchantNotFound(PaymentError):
    """No such merchant, or one that the caller may not act for: both look the same."""

    status = 404
    code = "MERCHANT_NOT_FOUND"
    text = "There is no such merchant."


class CurrencyUnknown(PaymentError):
    status = 422
    code = "CURRENCY_UNKNOWN"
    text = "currency is not an ISO 4217 code of money in use."


class CurrencyNotAccepted(PaymentError):
    status = 422
    code = "CURRENCY_NOT_ACCEPTED"
    text = "Payments in this currency are not accepted."


class AmountTooSmall(PaymentError):
    status = 422
    code = "AMOUNT_TOO_SMALL"
    text = "amount is below the smallest payment in this currency."


class AmountTooLarge(PaymentError):
    status = 422
    code = "AMOUNT_TOO_LARGE"
    text = "amount is above the largest payment in this currency."


class MerchantNotActive(PaymentError):
    status = 422
    code = "MERCHANT_NOT_ACTIVE"
    text = "The merchant can't take payments now."


class IdempotencyKeyReused(PaymentError):
    """The key belongs to another payment. 422 as in the IETF draft on the Idempotency-Key header, section 2.7."""

    status = 422
    code = "IDEMPOTENCY_KEY_REUSED"
    text = "This Idempotency-Key was used for another payment."


class PaymentNotApproved(PaymentError):
    status = 409
    code = "PAYMENT_NOT_APPROVED"
    text = "The payment is not approved: it has taken no money that could be given back."


class PaymentNotInReview(PaymentError):
    status = 409
    code = "PAYMENT_NOT_IN_REVIEW"
    text = "The payment is not in review, or was decided otherwise."


class RefundTooLarge(PaymentError):
    status = 409
    code = "REFUND_TOO_LARGE"
    text = "That is more than the payment has taken and not given back yet."


class CurrencyMismatch(PaymentError):
    status = 422
    code = "CURRENCY_MISMATCH"
    text = "currency is not that of the payment."


class TemporarilyUnavailable(PaymentError):
    """A dependency does not answer. The caller may repeat the request with the same Idempotency-Key."""

    status = 503
    code = "UNAVAILABLE"
    text = "The service can't answer now. Repeat the request with the same Idempotency-Key."


class OutcomeUnknown(TemporarilyUnavailable):
    """The ledger was called to record something and has not answered: it may have done so."""

    code = "OUTCOME_UNKNOWN"
    text = "Whether this was recorded is not known. Repeat the request with the same Idempotency-Key to learn it."


class PaymentTakenElsewhere(PaymentError):
    """The key was used in the replaced system, and no payment of it was replicated: it is not booked here."""

    status = 409
    code = "PAYMENT_TAKEN_ELSEWHERE"
    text = (
        "The Idempotency-Key of this payment was given to the payment system that was replaced, and no payment of it "
        "is known here. It is not booked a second time: look into that system's records before you pay with a new key."
    )


class PaymentReadOnly(PaymentError):
    """The payment belongs to the replaced system: it can be read, and no longer changed."""

    status = 409
    code = "PAYMENT_READ_ONLY"
    text = (
        "This payment was taken by the payment system that was replaced: it can be read, and not changed. What was "
        "given back before is its refundedAmount; give back more by hand, where it was taken, with this paymentId."
    )


class ConfigurationInvalid(Exception):
    """A parameter or variable is invalid. The message names it; callers see an internal error."""
