"""Operating system: processes, caches, the clock."""
