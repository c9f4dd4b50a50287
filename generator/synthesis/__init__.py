"""From environments to published stacks: all of a run, or nothing."""
