-- Which ids, as a list in JSON, are those of no payment: what a reconciliation asks of the records that are read from.
CREATE FUNCTION ledger.ids_without_payment(ids jsonb) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
    SELECT coalesce(jsonb_agg(i.id), '[]') FROM jsonb_array_elements_text(ids) AS i(id)
     WHERE NOT EXISTS (SELECT FROM ledger.payments p WHERE p.payment_id = i.id::uuid)
$$;

REVOKE EXECUTE ON FUNCTION ledger.ids_without_payment(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.ids_without_payment(jsonb) TO payments_app;

-- Books an entry, as 0005_functions.sql has it, of the kinds that the application has a way for. Whoever has its password
-- could ask give_back for an adjustment: that would move money, and be no part of what was refunded.
CREATE OR REPLACE FUNCTION ledger.book(
    entry uuid, payment uuid, entry_kind text, debit text, credit text, minor_units bigint, code text, note text
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF entry_kind NOT IN ('sale', 'refund', 'reversal') THEN
        RAISE EXCEPTION 'the application books no entries of this kind' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO ledger.entries (entry_id, payment_id, kind, reference) VALUES (entry, payment, entry_kind, note);
    INSERT INTO ledger.postings (entry_id, line, payment_id, account, amount, currency)
    VALUES (entry, 1, payment, debit, minor_units, code), (entry, 2, payment, credit, -minor_units, code);
END
$$;
