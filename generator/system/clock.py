"""Read the date, in one place that can be overridden."""

from __future__ import annotations

import os
import re
import time


def utc_date() -> str:
    """Return the date in UTC as YYYY-MM-DD. PAYINFRA_TODAY and SOURCE_DATE_EPOCH override it, to repeat a run."""
    given = os.environ.get("PAYINFRA_TODAY", "")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", given):
        return given
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if re.fullmatch(r"\d{1,11}", epoch) else time.time()
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
