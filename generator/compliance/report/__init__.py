"""Build a compliance report, and render it."""
