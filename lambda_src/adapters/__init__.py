"""The edge to AWS and PostgreSQL: what the domain asks for through its Protocols, and HTTP as the balancer speaks it."""
