"""Relay requests to the system on-premises, which knows nothing of claims.

A payment is claimed for blue, or handed over to green if green owns it; then the request goes over TLS to the addresses
on-premises. The routes are those of transaction_processing.

handler            the routes
booking            a payment: claimed, sent once, looked up if no answer came
on_premises        which address is tried, and which requests may be sent again
outgoing_requests  what of a caller's request goes on-premises
https_exchange     one request and its response over TLS
responses          what came back, as the API says it
unknown_outcomes   claims whose outcome is unknown, every minute
"""
