"""The SQL of the ledger."""

from __future__ import annotations

from typing import Final

_COLUMNS: Final = (
    "payment_id, idempotency_key, fingerprint, amount, currency, merchant_id, customer_id, card_token, card_country, "
    "reference, decision, score, reasons, created_at"
)

FIND_BY_KEY: Final = f"SELECT {_COLUMNS} FROM ledger.payments WHERE idempotency_key = :key"
FIND_BY_ID: Final = f"SELECT {_COLUMNS} FROM ledger.payments WHERE payment_id = CAST(:payment_id AS uuid)"

# Two at once: the second waits here until the first has committed, and then inserts nothing.
CLAIM_KEY: Final = f"""
INSERT INTO ledger.payments ({_COLUMNS})
VALUES (CAST(:payment_id AS uuid), :idempotency_key, :fingerprint, :amount, :currency, :merchant_id, :customer_id,
        :card_token, :card_country, :reference, :decision, :score, CAST(:reasons AS text[]), :created_at)
ON CONFLICT (idempotency_key) DO NOTHING
RETURNING payment_id
"""
OPEN_ACCOUNT: Final = "INSERT INTO ledger.accounts (account) VALUES (:account) ON CONFLICT DO NOTHING"
BOOK_ENTRY: Final = "INSERT INTO ledger.entries (payment_id) VALUES (CAST(:payment_id AS uuid))"
BOOK_POSTING: Final = """
INSERT INTO ledger.postings (payment_id, account, amount, currency)
VALUES (CAST(:payment_id AS uuid), :account, :amount, :currency)
"""
NOTE_DELIVERY: Final = "INSERT INTO ledger.outbox (payment_id) VALUES (CAST(:payment_id AS uuid))"
HOLD_DELIVERY: Final = "SELECT 1 FROM ledger.outbox WHERE payment_id = CAST(:payment_id AS uuid) FOR UPDATE"
SETTLE_DELIVERY: Final = "DELETE FROM ledger.outbox WHERE payment_id = CAST(:payment_id AS uuid)"
# In no order: notes that can't be delivered must not stand in front of the others for ever.
OVERDUE: Final = """
SELECT payment_id FROM ledger.outbox WHERE noted_at < now() - interval '1 minute' ORDER BY random() LIMIT :maximum
"""
