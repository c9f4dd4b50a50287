"""Traces: which services were called and how long they took; never what a caller sent, was answered or ran into.

Only botocore is instrumented. Its segments name tables and topics, not items or messages.
"""

from __future__ import annotations

from typing import Final

from aws_lambda_powertools import Tracer

tracer: Final = Tracer(patch_modules=["botocore"])
