"""Locate the folders that go with the code: beside the package in a clone, in it where a wheel is installed."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def data_folder(name: str) -> Path:
    """Return the folder `schemas`, `lambda_src` or `lib`."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name
