"""What a spec means: where a value comes from, what it shapes, how two specs differ, what the stack looks like."""
