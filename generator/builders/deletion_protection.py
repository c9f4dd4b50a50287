"""Tag resources that have deletion protection: the tag shows in the console and in the stack."""

from __future__ import annotations

# The control C-OPS001 takes a resource that protects itself for a slip unless it bears this tag.
PROTECTED_TAG = "Protected"


def name_tags(name: str, *, protected: bool) -> dict[str, str]:
    """Return the tags of a resource that may protect itself from deletion."""
    return {"Name": name, PROTECTED_TAG: "true"} if protected else {"Name": name}
