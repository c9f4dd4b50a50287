"""List the Lambda runtimes for Python with the date on which each is deprecated (no more patches, PCI DSS 6.3.3).

Source: Lambda developer guide, "Lambda runtimes", as of November 2026. Rows are not compared with today's date, or the
same spec would be valid on one day and not on the next: move a row to DEPRECATED when its day has come. A new runtime
joins SUPPORTED when the oldest provider of `providerVersion` (5.100) knows it.
"""

from __future__ import annotations

from collections.abc import Mapping

SUPPORTED: Mapping[str, str] = {
    "python3.12": "2028-10-31",
    "python3.13": "2029-06-30",
}
# Still patched, but older than the language that the functions are written in (Python 3.12).
TOO_OLD: Mapping[str, str] = {
    "python3.11": "2027-06-30",
}
DEPRECATED: Mapping[str, str] = {
    "python3.6": "2022-07-18",
    "python3.7": "2023-12-04",
    "python3.8": "2024-10-14",
    "python3.9": "2025-12-15",
    "python3.10": "2026-10-31",
}
