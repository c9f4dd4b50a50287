"""Rotates the credential of the application, with two users in turn."""
