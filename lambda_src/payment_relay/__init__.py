"""Stands in front of the system on-premises, which knows nothing of claims.

A request for a payment is claimed for blue, or handed over to green where green owns it; then it goes over TLS to the
addresses on-premises. The routes are those of transaction_processing.

handler        the routes
booking        a payment: claimed, sent once, asked for where no answer came
on_premises    requests over TLS, and which of them may be sent again
answers        what came back, as the API says it
unknown        claims whose outcome is unknown, every minute
"""
