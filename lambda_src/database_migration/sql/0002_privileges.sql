-- What the application may do, through one role that its rotating users are members of. No UPDATE, no DELETE, no DDL,
-- but for the outbox. The rotation may have made the role already, whichever came first.
DO $$
BEGIN
    CREATE ROLE payments_app NOLOGIN;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- No temporary tables either.
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;

GRANT USAGE ON SCHEMA ledger TO payments_app;
GRANT SELECT, INSERT ON ledger.payments, ledger.accounts, ledger.entries, ledger.postings TO payments_app;
-- PostgreSQL lets only those lock a row who may update something of it (SELECT ... FOR UPDATE).
GRANT SELECT, INSERT, DELETE, UPDATE (noted_at) ON ledger.outbox TO payments_app;
