"""Play the move from on-premises to AWS on this machine.

postgres      servers of their own; certificates: their TLS
on_premises   a stand-in for the system on-premises, with a ledger of its own
"""
