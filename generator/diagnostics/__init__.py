"""Findings: what they are, how they are fixed, and how they are shown."""
