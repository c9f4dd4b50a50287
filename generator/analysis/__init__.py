"""Analyze specs: where a value comes from, what it affects, how two specs differ, what the stack looks like."""
