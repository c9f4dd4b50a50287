"""List the partitions of AWS that have regions of their own, by the beginning of those names."""

from __future__ import annotations

from collections.abc import Mapping

# How the names of the regions of other partitions begin.
_PARTITIONS: Mapping[str, str] = {
    "us-gov-": "aws-us-gov",
    "cn-": "aws-cn",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
}


def other_partition(region: str) -> str | None:
    """Return the partition of a region that is not one of `aws`."""
    return next((partition for start, partition in _PARTITIONS.items() if region.startswith(start)), None)
