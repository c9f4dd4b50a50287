"""Act on live environments: plan, apply, destroy and drift, rollouts and releases, each in the words of the spec."""
