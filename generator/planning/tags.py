"""Name the tags that the stack sets by itself: two by the provider, and those by the resources."""

from __future__ import annotations

SET_BY_PROVIDER = ("Environment", "ManagedBy")
SET_BY_THE_STACK = (*SET_BY_PROVIDER, "Name", "Tier")
