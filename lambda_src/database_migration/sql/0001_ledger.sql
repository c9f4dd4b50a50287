-- The ledger. Nothing in it is ever changed: what was wrong is put right by another entry.
CREATE SCHEMA ledger;

CREATE TABLE ledger.payments (
    payment_id      uuid        PRIMARY KEY,
    idempotency_key text        NOT NULL UNIQUE CHECK (idempotency_key <> ''),
    fingerprint     text        NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    amount          bigint      NOT NULL CHECK (amount BETWEEN 1 AND 999999999999),
    currency        text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    merchant_id     text        NOT NULL,
    customer_id     text        NOT NULL,
    card_token      text        NOT NULL CHECK (card_token ~ '^tok_'),
    card_country    text        NOT NULL CHECK (card_country ~ '^[A-Z]{2}$'),
    reference       text,
    decision        text        NOT NULL CHECK (decision IN ('approve', 'review', 'decline')),
    score           integer     NOT NULL CHECK (score >= 0),
    reasons         text[]      NOT NULL,
    created_at      timestamptz NOT NULL
);

CREATE TABLE ledger.accounts (
    account text PRIMARY KEY
);

INSERT INTO ledger.accounts VALUES ('card-clearing');

-- One entry a payment at most: the key of the payment is the key of the entry.
CREATE TABLE ledger.entries (
    payment_id uuid        PRIMARY KEY REFERENCES ledger.payments,
    booked_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ledger.postings (
    payment_id uuid   NOT NULL REFERENCES ledger.entries,
    account    text   NOT NULL REFERENCES ledger.accounts,
    amount     bigint NOT NULL CHECK (amount <> 0),
    currency   text   NOT NULL,
    PRIMARY KEY (payment_id, account)
);

CREATE INDEX postings_by_account ON ledger.postings (account, currency);

-- Debits are positive, credits negative: at commit every entry must have lines that add up to zero in each currency.
CREATE FUNCTION ledger.refuse_unbalanced_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger.postings WHERE payment_id = NEW.payment_id)
       OR EXISTS (SELECT FROM ledger.postings WHERE payment_id = NEW.payment_id GROUP BY currency HAVING sum(amount) <> 0)
    THEN
        RAISE EXCEPTION 'ledger entry % does not balance', NEW.payment_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER entries_balance AFTER INSERT ON ledger.entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.refuse_unbalanced_entry();
CREATE CONSTRAINT TRIGGER postings_balance AFTER INSERT OR UPDATE ON ledger.postings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.refuse_unbalanced_entry();

-- Whom others must still be told of: written with the payment, removed when they were told.
CREATE TABLE ledger.outbox (
    payment_id uuid        PRIMARY KEY REFERENCES ledger.payments,
    noted_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX outbox_by_age ON ledger.outbox (noted_at);
