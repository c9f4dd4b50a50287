"""Name the tags that the stack sets by itself: two by the provider, and those by the resources."""

from __future__ import annotations

PROVIDER_TAGS = ("Environment", "ManagedBy")
STACK_TAGS = (*PROVIDER_TAGS, "Name", "Tier")
