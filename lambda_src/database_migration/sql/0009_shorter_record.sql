-- A payment is recorded in fewer steps, with the same guarantees: the look for the key of the release before 0003 is part
-- of the insert, and texts become columns where they are inserted. Whoever calls either form of the function while this
-- is applied is answered as before.

CREATE OR REPLACE FUNCTION ledger.record_payment(given jsonb) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
DECLARE
    payment  uuid   := given->>'paymentId';
    caller   text   := given->>'scope';
    key      text   := given->>'idempotencyKey';
    merchant text   := given->>'merchantId';
    known    ledger.payments;
    form     text;
BEGIN
    FOREACH form IN ARRAY CASE WHEN caller = '' THEN ARRAY[key] ELSE ARRAY[key, caller || ' ' || key] END
    LOOP
        INSERT INTO ledger.payments (
            payment_id, scope, idempotency_key, fingerprint, amount, currency, merchant_id, customer_id, card_token,
            card_country, reference, decision, score, reasons, created_at)
        SELECT payment, caller, form, given->>'fingerprint', (given->>'amount')::bigint, given->>'currency', merchant,
               given->>'customerId', given->>'cardToken', given->>'cardCountry', given->>'reference',
               given->>'decision', (given->>'score')::integer,
               ARRAY(SELECT jsonb_array_elements_text(given->'reasons')),
               timestamptz 'epoch' + (given->>'createdAt')::bigint * interval '1 microsecond'
         WHERE NOT EXISTS (SELECT FROM ledger.payments p
                            WHERE p.scope = '' AND p.idempotency_key = key AND p.merchant_id = merchant)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            IF given->>'decision' = 'approve' THEN
                PERFORM ledger.book(payment, payment, 'sale', 'card-clearing', 'merchant:' || merchant,
                                    (given->>'amount')::bigint, given->>'currency', NULL);
            END IF;
            INSERT INTO ledger.outbox (payment_id) VALUES (payment);
            RETURN NULL;
        END IF;
        SELECT * INTO known FROM ledger.payments p
         WHERE p.payment_id = payment OR p.scope = '' AND p.idempotency_key = key AND p.merchant_id = merchant
         ORDER BY p.scope = '' DESC LIMIT 1;
        EXIT WHEN FOUND;
    END LOOP;
    IF known.payment_id IS NULL THEN
        RAISE EXCEPTION 'a key was taken by a payment that can not be seen' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN ledger.payment_json(known) || jsonb_build_object('noted', EXISTS (
        SELECT FROM ledger.outbox o WHERE o.payment_id = known.payment_id));
END
$$;

-- Each of its callers has set the path already.
ALTER FUNCTION ledger.book(uuid, uuid, text, text, text, bigint, text, text) RESET search_path;
