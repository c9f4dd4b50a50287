-- Which ids, as a list in JSON, are those of no payment: what a reconciliation asks of the records that are read from.
CREATE FUNCTION ledger.ids_without_payment(ids jsonb) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' AS $$
    SELECT coalesce(jsonb_agg(i.id), '[]') FROM jsonb_array_elements_text(ids) AS i(id)
     WHERE NOT EXISTS (SELECT FROM ledger.payments p WHERE p.payment_id = i.id::uuid)
$$;

REVOKE EXECUTE ON FUNCTION ledger.ids_without_payment(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.ids_without_payment(jsonb) TO payments_app;
