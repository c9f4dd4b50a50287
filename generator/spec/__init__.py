"""Load, merge and validate specs, and deserialize them into the typed model. Nothing in here imports cdktf."""
