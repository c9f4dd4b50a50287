"""The move from on-premises: what its night looks like, and where it is right now."""
