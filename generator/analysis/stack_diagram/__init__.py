"""Draw the architecture of a stack in a few dozen nodes, read from its Terraform JSON: what is not in it is not drawn.

build       the diagram of a stack, each part drawn by one of the others
network     the VPC, the API, its callers and the load balancers
routing     functions, and the shares of requests that they get
stores      the database, tables, messages, buckets, and what watches them
grants      what functions may reach
references  the resources that a value refers to
"""
