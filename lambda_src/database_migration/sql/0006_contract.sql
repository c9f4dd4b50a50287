-- Contract: takes from the application what only the release before 0003 needs. Applied at once to a new database;
-- where that release may still run, when it is asked for (docs/runbooks/migration.md).
REVOKE ALL ON ledger.payments, ledger.accounts, ledger.entries, ledger.postings, ledger.outbox FROM payments_app;
REVOKE UPDATE (noted_at) ON ledger.outbox FROM payments_app;

-- Two callers may have one key: they are told apart by their scopes.
ALTER TABLE ledger.payments DROP CONSTRAINT payments_idempotency_key_key;

DROP TRIGGER entries_complete ON ledger.entries;
DROP TRIGGER postings_complete ON ledger.postings;
-- contract: applied to new databases alone until it is asked for, when nobody inserts without an entry's id any more
DROP FUNCTION ledger.complete_entry(), ledger.complete_posting();
