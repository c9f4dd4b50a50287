"""Play the move from on-premises to AWS on this machine, and judge it.

postgres      servers of our own; certificates: their TLS
on_premises   a stand-in for the system on-premises, with a ledger of its own
emulator      MiniStack with the stand-ins of `emulated/`
resources, functions, balancer   what the move needs of AWS, created there as the spec says
world         all of these, running
callers       who pay, look and repeat; client: how they ask; exchanges: what they got
rollout, replication, faults   what is done to the world
phases        a move from its beginning to its end
ledgers, judge, counts   what came of it
"""
