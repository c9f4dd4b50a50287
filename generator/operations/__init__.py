"""Act on live environments: plan, apply, destroy and drift, each in the words of the spec."""
