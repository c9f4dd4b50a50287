"""Compare both sides of a stream by counts and checksums of key ranges, and list the keys that differ."""
