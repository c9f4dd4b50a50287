"""What acts on a live environment, or says beforehand how: rollouts and releases."""
