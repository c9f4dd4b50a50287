"""Rehearse the migration from on-premises to AWS on this machine, and check that no payment is lost or doubled.

postgres      servers of our own; certificates: their TLS
on_premises   a stand-in for the payment system on-premises, with a ledger of its own
emulator      MiniStack with the patches of `emulator_patches/`
granted_resources, deployed_functions, balancer   what the migration needs of AWS, created there as the spec says
testbed       all of these, running
callers       those who pay, read and repeat; client: their requests; exchanges: the log of requests and answers
rollout, replication, faults   what is done to the testbed
phases        a migration from its beginning to its end
ledgers, payment_lists, consistency, results   the outcome, checked and counted
"""
