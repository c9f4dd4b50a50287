-- What a reconciliation reads. A payment and its lines come in one statement, so that both are of one moment while
-- others book; daily sums find their days without reading all entries.
CREATE INDEX entries_by_moment ON ledger.entries USING brin (booked_at);

-- Payments in the order of their ids, after one of them: what each has taken by its lines, what these add up to, and
-- whether others must still be told of it.
CREATE FUNCTION ledger.page_of_books(behind uuid, most integer) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT coalesce(jsonb_agg(
               ledger.payment_json(p) || jsonb_build_object(
                   'taken', coalesce(books.taken, 0), 'balance', coalesce(books.balance, 0),
                   'noted', EXISTS (SELECT FROM ledger.outbox o WHERE o.payment_id = p.payment_id))
               ORDER BY p.payment_id), '[]')
      FROM (SELECT * FROM ledger.payments x WHERE x.payment_id > behind ORDER BY x.payment_id LIMIT most) AS p
      LEFT JOIN LATERAL (
          SELECT sum(l.amount) FILTER (WHERE l.account = 'card-clearing')::bigint AS taken,
                 sum(l.amount)::bigint AS balance
            FROM ledger.entries e JOIN ledger.postings l USING (entry_id)
           WHERE e.payment_id = p.payment_id
      ) AS books ON true
$$;

REVOKE EXECUTE ON FUNCTION ledger.page_of_books(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.page_of_books(uuid, integer) TO payments_app;
