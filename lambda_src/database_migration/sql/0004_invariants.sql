-- What is true of the ledger at every commit, whoever writes: the application, the release before it, or the owner.
-- Deferred checks run when the transaction ends, with the rights of whoever ends it: so each has those of its owner.

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    RAISE EXCEPTION 'ledger.% is append-only: put right what is wrong by another entry', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.payments EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entries EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.postings EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.decisions EXECUTE FUNCTION ledger.refuse_change();

-- Debits are positive, credits negative: the lines of an entry add up to zero in each currency.
CREATE OR REPLACE FUNCTION ledger.refuse_unbalanced_entry() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF (SELECT bool_and(total = 0)
          FROM (SELECT sum(amount) AS total FROM ledger.postings WHERE entry_id = NEW.entry_id GROUP BY currency) AS sums)
       IS NOT TRUE
    THEN
        RAISE EXCEPTION 'ledger entry % does not balance', NEW.entry_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

-- Lines come in the transaction that books their entry: now() is when that began.
CREATE FUNCTION ledger.refuse_late_posting() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF EXISTS (SELECT FROM added JOIN ledger.entries e USING (entry_id)
                WHERE e.booked_at <> now() OR e.payment_id IS DISTINCT FROM added.payment_id)
    THEN
        RAISE EXCEPTION 'an entry that is booked gets no more lines' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER postings_in_time AFTER INSERT ON ledger.postings REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_late_posting();

CREATE FUNCTION ledger.refuse_missing_sale() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger.entries WHERE entry_id = NEW.payment_id AND kind = 'sale') THEN
        RAISE EXCEPTION 'payment % is approved and has no sale', NEW.payment_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

-- Entries are of approved payments only, in their currency, between the accounts that are theirs; the sale is of the
-- payment's amount; what is given back was taken before; who decides does so on a payment in review.
CREATE FUNCTION ledger.refuse_untrue_payment() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    payment ledger.payments;
    decided text;
    sold    numeric;
    taken   numeric;
    foreign_line boolean;
BEGIN
    SELECT * INTO payment FROM ledger.payments p WHERE p.payment_id = NEW.payment_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT d.decision INTO decided FROM ledger.decisions d WHERE d.payment_id = NEW.payment_id;
    SELECT sum(l.amount) FILTER (WHERE e.kind = 'sale' AND l.account = 'card-clearing'),
           sum(l.amount) FILTER (WHERE l.account = 'card-clearing'),
           bool_or(l.currency <> payment.currency
                   OR l.account LIKE 'merchant:%' AND l.account <> 'merchant:' || payment.merchant_id
                   OR e.kind IN ('sale', 'refund', 'reversal', 'capture') AND l.account IN ('fees', 'adjustments'))
      INTO sold, taken, foreign_line
      FROM ledger.entries e JOIN ledger.postings l USING (entry_id)
     WHERE e.payment_id = NEW.payment_id;
    IF decided IS NOT NULL AND payment.decision <> 'review'
       OR coalesce(decided, payment.decision) = 'approve'
          AND (sold IS DISTINCT FROM payment.amount OR taken NOT BETWEEN 0 AND payment.amount OR foreign_line)
       OR coalesce(decided, payment.decision) <> 'approve'
          AND EXISTS (SELECT FROM ledger.entries e WHERE e.payment_id = NEW.payment_id)
    THEN
        RAISE EXCEPTION 'the entries of payment % do not fit it', NEW.payment_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER payments_sold AFTER INSERT ON ledger.payments
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.decision = 'approve')
    EXECUTE FUNCTION ledger.refuse_missing_sale();
CREATE CONSTRAINT TRIGGER decisions_true AFTER INSERT ON ledger.decisions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.refuse_untrue_payment();
CREATE CONSTRAINT TRIGGER entries_true AFTER INSERT ON ledger.entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.refuse_untrue_payment();
