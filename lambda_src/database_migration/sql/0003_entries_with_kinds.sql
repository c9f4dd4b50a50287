-- Expand: scopes of keys, entries with kinds, lines keyed by entry. The release before this one runs beside it on the
-- same tables: what it inserts is completed by triggers, until 0006_contract.sql takes its ways away.

-- A key belongs to its caller. Rows from before scopes have the empty one.
ALTER TABLE ledger.payments ADD COLUMN scope text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX payments_by_key ON ledger.payments (scope, idempotency_key);

ALTER TABLE ledger.entries
    ADD COLUMN entry_id  uuid,
    ADD COLUMN kind      text NOT NULL DEFAULT 'sale'
        CHECK (kind IN ('sale', 'refund', 'reversal', 'capture', 'fee', 'adjustment')),
    ADD COLUMN reference text;
UPDATE ledger.entries SET entry_id = payment_id;

ALTER TABLE ledger.postings ADD COLUMN entry_id uuid, ADD COLUMN line smallint;
UPDATE ledger.postings SET entry_id = payment_id, line = CASE WHEN amount > 0 THEN 1 ELSE 2 END;

-- Rows of a merchant's account all pointed at one row of accounts: each payment shared a lock on 'card-clearing'.
ALTER TABLE ledger.postings
    DROP CONSTRAINT postings_pkey,
    DROP CONSTRAINT postings_payment_id_fkey,
    DROP CONSTRAINT postings_account_fkey,
    ALTER COLUMN payment_id DROP NOT NULL,
    ADD CHECK (currency ~ '^[A-Z]{3}$'),
    ADD CHECK (account ~ '^(card-clearing|fees|adjustments|merchant:[A-Za-z0-9][A-Za-z0-9_-]{0,63})$');

-- A sale has its payment's id: the key of entries lets each payment have one.
ALTER TABLE ledger.entries
    DROP CONSTRAINT entries_pkey,
    ALTER COLUMN payment_id DROP NOT NULL,
    ADD PRIMARY KEY (entry_id),
    ADD CHECK (kind <> 'sale' OR entry_id = payment_id),
    ADD CHECK (payment_id IS NOT NULL OR kind IN ('fee', 'adjustment'));
CREATE INDEX entries_by_payment ON ledger.entries (payment_id);
CREATE UNIQUE INDEX entries_one_reversal ON ledger.entries (payment_id) WHERE kind = 'reversal';
ALTER TABLE ledger.postings
    ADD PRIMARY KEY (entry_id, line),
    ADD FOREIGN KEY (entry_id) REFERENCES ledger.entries;

CREATE FUNCTION ledger.complete_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    NEW.entry_id := coalesce(NEW.entry_id, NEW.payment_id);
    RETURN NEW;
END
$$;
CREATE FUNCTION ledger.complete_posting() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    NEW.entry_id := coalesce(NEW.entry_id, NEW.payment_id);
    NEW.line := coalesce(NEW.line, CASE WHEN NEW.amount > 0 THEN 1 ELSE 2 END);
    RETURN NEW;
END
$$;
CREATE TRIGGER entries_complete BEFORE INSERT ON ledger.entries
    FOR EACH ROW WHEN (NEW.entry_id IS NULL) EXECUTE FUNCTION ledger.complete_entry();
CREATE TRIGGER postings_complete BEFORE INSERT ON ledger.postings
    FOR EACH ROW WHEN (NEW.entry_id IS NULL) EXECUTE FUNCTION ledger.complete_posting();

-- What became of a payment in review.
CREATE TABLE ledger.decisions (
    payment_id uuid        PRIMARY KEY REFERENCES ledger.payments,
    decision   text        NOT NULL CHECK (decision IN ('approve', 'decline')),
    reason     text,
    decided_at timestamptz NOT NULL DEFAULT now()
);

-- A note says up to which version of a payment others must be told, and until when somebody is at it.
ALTER TABLE ledger.outbox
    ADD COLUMN version      integer     NOT NULL DEFAULT 1,
    ADD COLUMN leased_until timestamptz NOT NULL DEFAULT '-infinity';
CREATE INDEX outbox_by_lease ON ledger.outbox (leased_until, noted_at);
