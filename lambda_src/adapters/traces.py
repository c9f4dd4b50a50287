"""Trace calls of AWS services with X-Ray: their names and durations, never requests, responses or exceptions.

Only botocore is instrumented. Its segments name tables and topics, not items or messages.
"""

from __future__ import annotations

from typing import Final

from aws_lambda_powertools import Tracer

tracer: Final = Tracer(patch_modules=["botocore"])
