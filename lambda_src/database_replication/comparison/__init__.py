"""Compares both sides of a stream by counts and checksums of key ranges, and lists the keys that differ."""
