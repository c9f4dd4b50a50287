"""The payment domain: money, requests, rules, screening, the ledger and the order of the steps. It knows no AWS."""
