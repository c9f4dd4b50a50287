"""Replicate between the database on-premises and Aurora: set up, monitor, compare and tear down."""
