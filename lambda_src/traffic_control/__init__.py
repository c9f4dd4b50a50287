"""The tasks of a rollout's state machine: look, move weights, watch, promote, go back."""
