-- What a system on-premises had booked, read once it is gone: from the replicated copy of its tables, which this schema
-- knows nothing of. This view has no row until database-replication replaces it by one that says which columns of the
-- copy are what (migration.source.payments in the spec). PostgreSQL lets it change no name and no type of its columns.
CREATE VIEW ledger.on_premises_payments AS
SELECT NULL::text AS payment_id, NULL::text AS idempotency_key, NULL::text AS merchant_id, NULL::text AS customer_id,
       NULL::bigint AS amount, NULL::text AS currency, NULL::text AS reference, NULL::text AS status,
       NULL::bigint AS refunded, NULL::integer AS version, NULL::timestamptz AS created_at
 WHERE false;

CREATE FUNCTION ledger.get_on_premises_payment(payment text) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
    SELECT to_jsonb(p) FROM ledger.on_premises_payments p WHERE p.payment_id = payment LIMIT 1
$$;

-- The payment of a merchant's key, where the copy has keys.
CREATE FUNCTION ledger.find_on_premises_payment(merchant text, key text) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
    SELECT to_jsonb(p) FROM ledger.on_premises_payments p
     WHERE p.merchant_id = merchant AND p.idempotency_key = key LIMIT 1
$$;

-- A merchant's payments, newest first, behind a moment and an id.
CREATE FUNCTION ledger.page_of_on_premises(merchant text, moment timestamptz, payment text, most integer) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
    SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY p.created_at DESC, p.payment_id DESC), '[]')
      FROM (SELECT * FROM ledger.on_premises_payments x
             WHERE x.merchant_id = merchant
               AND (x.created_at, x.payment_id) < (moment, payment)
             ORDER BY x.created_at DESC, x.payment_id DESC LIMIT most) AS p
$$;

REVOKE EXECUTE ON FUNCTION
    ledger.get_on_premises_payment(text), ledger.find_on_premises_payment(text, text),
    ledger.page_of_on_premises(text, timestamptz, text, integer)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    ledger.get_on_premises_payment(text), ledger.find_on_premises_payment(text, text),
    ledger.page_of_on_premises(text, timestamptz, text, integer)
TO payments_app;
