-- The application's only ways to the ledger. Each is one statement, and so one transaction and one round trip; texts
-- are JSON. They run with their owner's rights, and wait two seconds for a lock at most.

-- A payment as the application reads it: the row, what became of it, and its version: 1, and 1 more for each event.
CREATE FUNCTION ledger.payment_json(p ledger.payments) RETURNS jsonb LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT jsonb_build_object(
        'paymentId', p.payment_id, 'scope', p.scope,
        'idempotencyKey', CASE WHEN p.scope <> '' AND starts_with(p.idempotency_key, p.scope || ' ')
                               THEN substr(p.idempotency_key, length(p.scope) + 2) ELSE p.idempotency_key END,
        'fingerprint', p.fingerprint, 'amount', p.amount, 'currency', p.currency, 'merchantId', p.merchant_id,
        'customerId', p.customer_id, 'cardToken', p.card_token, 'cardCountry', p.card_country,
        'reference', p.reference, 'decision', p.decision, 'score', p.score, 'reasons', p.reasons,
        'createdAt', (extract(epoch FROM p.created_at) * 1000000)::bigint,
        'decided', d.decision,
        'refunded', coalesce(given.refunded, 0), 'reversed', coalesce(given.reversed, false),
        'version', 1 + (d.payment_id IS NOT NULL)::int + coalesce(given.events, 0))
    FROM (SELECT 1) AS one
    LEFT JOIN ledger.decisions d ON d.payment_id = p.payment_id
    LEFT JOIN LATERAL (
        SELECT sum(l.amount) FILTER (WHERE e.kind = 'refund')::bigint AS refunded,
               bool_or(e.kind = 'reversal') AS reversed, count(DISTINCT e.entry_id)::int AS events
          FROM ledger.entries e JOIN ledger.postings l USING (entry_id)
         WHERE e.payment_id = p.payment_id AND e.kind <> 'sale' AND l.account LIKE 'merchant:%'
    ) AS given ON true
$$;

-- Books an entry: the only place that does. An amount is debited to the one account and credited to the other.
CREATE FUNCTION ledger.book(
    entry uuid, payment uuid, entry_kind text, debit text, credit text, minor_units bigint, code text, note text
) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    INSERT INTO ledger.entries (entry_id, payment_id, kind, reference) VALUES (entry, payment, entry_kind, note);
    INSERT INTO ledger.postings (entry_id, line, payment_id, account, amount, currency)
    VALUES (entry, 1, payment, debit, minor_units, code), (entry, 2, payment, credit, -minor_units, code);
END
$$;

-- Somebody must be told of a new version of a payment, and nobody is at it yet.
CREATE FUNCTION ledger.note(payment uuid, reached integer) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    INSERT INTO ledger.outbox (payment_id, version) VALUES (payment, reached)
    ON CONFLICT (payment_id) DO UPDATE SET version = excluded.version, noted_at = now(), leased_until = '-infinity';
END
$$;

CREATE FUNCTION ledger.find_payment(caller text, key text) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
    SELECT ledger.payment_json(p) || jsonb_build_object('noted', EXISTS (
               SELECT FROM ledger.outbox o WHERE o.payment_id = p.payment_id))
      FROM ledger.payments p
     WHERE p.scope IN (caller, '') AND p.idempotency_key IN (key, caller || ' ' || key)
     ORDER BY p.scope = caller DESC LIMIT 1
$$;

CREATE FUNCTION ledger.get_payment(payment uuid) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
    SELECT ledger.payment_json(p) FROM ledger.payments p WHERE p.payment_id = payment
$$;

-- Records a payment with its sale and its note, unless its key has one: null, or the payment that the key has.
-- The release before this one knows no scopes: what it has recorded for a merchant's key is that key's payment, and while
-- it runs a key can't be in its column twice; then the key of a second scope is kept with that scope before it.
CREATE FUNCTION ledger.record_payment(given jsonb) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
DECLARE
    r     ledger.payments;
    known ledger.payments;
    key   text := given->>'idempotencyKey';
    form  text;
BEGIN
    r.payment_id := given->>'paymentId';
    r.scope := given->>'scope';
    r.amount := given->>'amount';
    r.currency := given->>'currency';
    r.merchant_id := given->>'merchantId';
    r.decision := given->>'decision';
    FOREACH form IN ARRAY CASE WHEN r.scope = '' THEN ARRAY[key] ELSE ARRAY[key, r.scope || ' ' || key] END
    LOOP
        IF r.scope <> '' THEN
            SELECT * INTO known FROM ledger.payments p
             WHERE p.scope = '' AND p.idempotency_key = key AND p.merchant_id = r.merchant_id;
            EXIT WHEN FOUND;
        END IF;
        INSERT INTO ledger.payments (
            payment_id, scope, idempotency_key, fingerprint, amount, currency, merchant_id, customer_id, card_token,
            card_country, reference, decision, score, reasons, created_at)
        VALUES (
            r.payment_id, r.scope, form, given->>'fingerprint', r.amount, r.currency, r.merchant_id,
            given->>'customerId', given->>'cardToken', given->>'cardCountry', given->>'reference', r.decision,
            (given->>'score')::integer, ARRAY(SELECT jsonb_array_elements_text(given->'reasons')),
            timestamptz 'epoch' + (given->>'createdAt')::bigint * interval '1 microsecond')
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            IF r.decision = 'approve' THEN
                PERFORM ledger.book(r.payment_id, r.payment_id, 'sale', 'card-clearing', 'merchant:' || r.merchant_id,
                                    r.amount, r.currency, NULL);
            END IF;
            INSERT INTO ledger.outbox (payment_id) VALUES (r.payment_id);
            RETURN NULL;
        END IF;
        SELECT * INTO known FROM ledger.payments p WHERE p.payment_id = r.payment_id;
        EXIT WHEN FOUND;
    END LOOP;
    IF known.payment_id IS NULL THEN
        RAISE EXCEPTION 'a key was taken by a payment that can not be seen' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN ledger.payment_json(known) || jsonb_build_object('noted', EXISTS (
        SELECT FROM ledger.outbox o WHERE o.payment_id = known.payment_id));
END
$$;

-- Gives money back: a refund of an amount, or the reversal of a whole sale. The same entry again changes nothing.
-- {"outcome": recorded | already | not_found | not_approved | exceeds | currency, "entry": ..., "payment": ...}
CREATE FUNCTION ledger.give_back(given jsonb) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
DECLARE
    p       ledger.payments;
    payment jsonb;
    entry   jsonb;
    outcome text := 'already';
    back    bigint;
    remains bigint;
BEGIN
    -- Whoever gives back waits here for whoever else does: what is left is known once.
    SELECT * INTO p FROM ledger.payments x WHERE x.payment_id = (given->>'paymentId')::uuid FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('outcome', 'not_found');
    END IF;
    payment := ledger.payment_json(p);
    entry := ledger.entry_json(coalesce(
        (SELECT e.entry_id FROM ledger.entries e WHERE e.entry_id = (given->>'entryId')::uuid),
        (SELECT e.entry_id FROM ledger.entries e WHERE e.payment_id = p.payment_id
            AND e.kind = 'reversal' AND given->>'kind' = 'reversal')));
    IF entry IS NULL THEN
        remains := CASE WHEN (payment->>'reversed')::boolean THEN 0 ELSE p.amount - (payment->>'refunded')::bigint END;
        back := CASE WHEN given->>'kind' = 'reversal' THEN p.amount ELSE (given->>'amount')::bigint END;
        outcome := CASE
            WHEN coalesce(payment->>'decided', p.decision) <> 'approve' THEN 'not_approved'
            WHEN coalesce(given->>'currency', p.currency) <> p.currency THEN 'currency'
            WHEN back NOT BETWEEN 1 AND remains THEN 'exceeds'
            ELSE 'recorded' END;
    END IF;
    IF outcome = 'recorded' THEN
        PERFORM ledger.book((given->>'entryId')::uuid, p.payment_id, given->>'kind', 'merchant:' || p.merchant_id,
                            'card-clearing', back, p.currency, given->>'reference');
        PERFORM ledger.note(p.payment_id, (payment->>'version')::integer + 1);
        payment := ledger.payment_json(p);
        entry := ledger.entry_json((given->>'entryId')::uuid);
    END IF;
    RETURN jsonb_build_object('outcome', outcome, 'entry', entry, 'payment', payment);
END
$$;

CREATE FUNCTION ledger.entry_json(entry uuid) RETURNS jsonb LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT jsonb_build_object(
        'entryId', e.entry_id, 'paymentId', e.payment_id, 'kind', e.kind, 'reference', e.reference,
        'amount', l.amount, 'currency', l.currency,
        'createdAt', (extract(epoch FROM e.booked_at) * 1000000)::bigint)
      FROM ledger.entries e JOIN ledger.postings l USING (entry_id)
     WHERE e.entry_id = entry AND l.line = 1
$$;

-- Decides on a payment in review, once: {"outcome": recorded | already | not_found | not_in_review, "payment": ...}
CREATE FUNCTION ledger.decide_payment(given jsonb) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
DECLARE
    p       ledger.payments;
    decided text;
    outcome text := 'recorded';
BEGIN
    SELECT * INTO p FROM ledger.payments x WHERE x.payment_id = (given->>'paymentId')::uuid FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('outcome', 'not_found');
    END IF;
    SELECT d.decision INTO decided FROM ledger.decisions d WHERE d.payment_id = p.payment_id;
    IF decided IS NOT NULL OR p.decision <> 'review' THEN
        outcome := CASE WHEN decided = given->>'decision' THEN 'already' ELSE 'not_in_review' END;
    ELSE
        INSERT INTO ledger.decisions (payment_id, decision, reason)
        VALUES (p.payment_id, given->>'decision', given->>'reason');
        IF given->>'decision' = 'approve' THEN
            PERFORM ledger.book(p.payment_id, p.payment_id, 'sale', 'card-clearing', 'merchant:' || p.merchant_id,
                                p.amount, p.currency, NULL);
        END IF;
        PERFORM ledger.note(p.payment_id, 2);
    END IF;
    RETURN jsonb_build_object('outcome', outcome, 'payment', ledger.payment_json(p));
END
$$;

-- Notes that are due, each for one deliverer: whoever dies with some leaves them to others when the lease ends.
-- Those that failed are the last of the next round.
CREATE FUNCTION ledger.lease_deliveries(most integer, at_least interval, lease interval) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
    WITH due AS (
        SELECT o.payment_id FROM ledger.outbox o
         WHERE o.leased_until <= now() AND o.noted_at <= now() - at_least
         ORDER BY o.leased_until, o.noted_at LIMIT most FOR UPDATE SKIP LOCKED
    ), leased AS (
        UPDATE ledger.outbox o SET leased_until = now() + lease FROM due WHERE o.payment_id = due.payment_id
        RETURNING o.payment_id
    )
    SELECT coalesce(jsonb_agg(ledger.payment_json(p)), '[]')
      FROM leased JOIN ledger.payments p USING (payment_id)
$$;

-- Removes the notes of what was delivered, [["payment's id", version], ...]: the ids of those that it has removed.
-- A note of a later version stays; one that somebody holds is left to a later delivery, for nobody is to wait here.
CREATE FUNCTION ledger.settle_deliveries(delivered jsonb) RETURNS jsonb LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
DECLARE
    one     jsonb;
    settled jsonb := '[]';
BEGIN
    FOR one IN SELECT * FROM jsonb_array_elements(delivered)
    LOOP
        DELETE FROM ledger.outbox o WHERE o.payment_id = (
            SELECT n.payment_id FROM ledger.outbox n
             WHERE n.payment_id = (one->>0)::uuid AND n.version <= (one->>1)::integer FOR UPDATE SKIP LOCKED);
        IF FOUND THEN
            settled := settled || jsonb_build_array(one->0);
        END IF;
    END LOOP;
    RETURN settled;
END
$$;

-- Gives up the leases of what could not be delivered.
CREATE FUNCTION ledger.release_deliveries(failed jsonb) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
    WITH released AS (
        UPDATE ledger.outbox o SET leased_until = now() FROM jsonb_array_elements_text(failed) AS f(id)
         WHERE o.payment_id = f.id::uuid
        RETURNING o.payment_id
    )
    SELECT to_jsonb(count(*)) FROM released
$$;

CREATE FUNCTION ledger.outbox_state() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT jsonb_build_object('size', count(*),
                              'ageSeconds', coalesce(greatest(0, extract(epoch FROM now() - min(noted_at)))::bigint, 0))
      FROM ledger.outbox
$$;

-- Payments in the order of their ids, after one of them: what a reconciliation walks through.
CREATE FUNCTION ledger.page_of_payments(behind uuid, most integer) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT coalesce(jsonb_agg(ledger.payment_json(p) ORDER BY p.payment_id), '[]')
      FROM (SELECT * FROM ledger.payments x WHERE x.payment_id > behind ORDER BY x.payment_id LIMIT most) AS p
$$;

-- What moved on each account, by day in UTC, kind and currency.
CREATE FUNCTION ledger.daily_sums(since date) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.day, s.kind, s.account, s.currency), '[]')
      FROM (SELECT (e.booked_at AT TIME ZONE 'UTC')::date AS day, e.kind, l.account, l.currency,
                   count(DISTINCT e.entry_id) AS entries, sum(l.amount)::text AS amount
              FROM ledger.entries e JOIN ledger.postings l USING (entry_id)
             WHERE e.booked_at >= since::timestamp AT TIME ZONE 'UTC'
             GROUP BY 1, 2, 3, 4) AS s
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    ledger.find_payment(text, text), ledger.get_payment(uuid), ledger.record_payment(jsonb), ledger.give_back(jsonb),
    ledger.decide_payment(jsonb), ledger.lease_deliveries(integer, interval, interval),
    ledger.settle_deliveries(jsonb), ledger.release_deliveries(jsonb), ledger.outbox_state(),
    ledger.page_of_payments(uuid, integer), ledger.daily_sums(date)
TO payments_app;
