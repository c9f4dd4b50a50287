"""Adapters to AWS, PostgreSQL and the load balancer's HTTP, which implement the protocols of `payments`."""
