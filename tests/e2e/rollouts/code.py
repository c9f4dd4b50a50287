"""The archives: two small functions that say their version and may be at fault, and traffic-control with its puppet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

PUPPET = Path(__file__).with_name("puppet.py")
PUPPET_HANDLER = "traffic_control.puppet.handler"
CODE = """
import json, random, time
VERSION = {version!r}
{fault}
def handler(event, context):
    answer = {{"version": VERSION}}
    {work}
    return {{"statusCode": 200, "headers": {{"content-type": "application/json"}}, "body": json.dumps(answer)}}
"""
FAULTS: Mapping[str, Mapping[str, str]] = {
    "none": {},
    "errors": {"work": "if random.random() < 0.05: return {'statusCode': 500, 'body': json.dumps(answer)}"},
    "slow": {"work": "time.sleep(2)"},
    "import": {"fault": "raise ImportError('a package is missing')"},
}


def archive(function: str, version: str, fault: str = "none") -> bytes:
    """Return a function that says which version it is, with a fault."""
    given = {"fault": "", "work": "pass", **FAULTS[fault]}
    package = function.replace("-", "_")
    return _zipped({f"{package}/__init__.py": "", f"{package}/handler.py": CODE.format(version=version, **given)})


def with_puppet(built: Path, folder: Path) -> bytes:
    """Return the archive of traffic-control as it was built, and the puppet beside it; it obeys files in a folder."""
    added = {"puppet.py": PUPPET.read_text(encoding="utf-8"), "folder.txt": str(folder)}
    return _zipped({f"traffic_control/{name}": text for name, text in added.items()}, built.read_bytes())


def _zipped(texts: Mapping[str, str], built: bytes = b"") -> bytes:
    written = io.BytesIO(built)
    with zipfile.ZipFile(written, "a") as files:
        for name, text in texts.items():
            files.writestr(zipfile.ZipInfo(name), text)
    return written.getvalue()
