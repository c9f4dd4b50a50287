"""The edge to AWS and PostgreSQL: what the domain asks for by its Protocols, and HTTP as the balancer speaks it."""
