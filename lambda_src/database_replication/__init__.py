"""Replicates between the database on-premises and Aurora: set up, watched, compared and taken down."""
