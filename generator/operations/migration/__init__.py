"""Migration from on-premises: its runbook, and its live status."""
