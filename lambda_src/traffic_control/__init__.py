"""The tasks of a rollout's state machine: preflight, shift weights, watch, promote, restore."""
