"""List the attributes that an emulator accepts and does not return, so that a second plan sets them once more.

AWS does give them back. An attribute that is not in this table and differs in a second plan is a fault: of a builder,
or of an emulator, and then it is entered here with what is missing. Nothing here can hide a replacement.
"""

from __future__ import annotations

from collections.abc import Mapping

UNSTORED: Mapping[str, tuple[str, ...]] = {}
