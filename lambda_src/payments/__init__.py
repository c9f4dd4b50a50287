"""The payment domain: money, requests, fraud rules, screening, the ledger and their order. It imports no AWS."""
