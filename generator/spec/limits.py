"""Limit what one file may be: a small file must not become a large one in memory."""

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 50_000
