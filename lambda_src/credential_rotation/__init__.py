"""Rotate the database credential of the application, with two alternating users."""
