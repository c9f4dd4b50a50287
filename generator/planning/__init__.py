"""Facts derived from a spec that rules and builders share: names, subnets, target groups, alarms, metric targets."""
