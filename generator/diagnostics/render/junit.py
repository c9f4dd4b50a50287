"""Render findings as JUnit XML, which every CI server shows: a suite a file, a case a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from generator.diagnostics.findings import Finding

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(findings: Sequence[Finding], files: Sequence[str] = ()) -> str:
    """Return the XML. An error fails its case, a waived finding skips it, a warning passes with output."""
    by_file: dict[str, list[Finding]] = {file: [] for file in files}
    for finding in findings:
        by_file.setdefault(finding.location.file if finding.location else "spec", []).append(finding)
    root = ElementTree.Element("testsuites", _counts(findings, max(len(findings), len(by_file))), name="payinfra")
    for file, found in by_file.items():
        suite = ElementTree.SubElement(root, "testsuite", _counts(found, max(len(found), 1)), name=_clean(file))
        if not found:
            ElementTree.SubElement(suite, "testcase", name="valid", classname=_clean(file))
        for finding in found:
            _case(suite, finding, file)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _counts(findings: Sequence[Finding], tests: int) -> dict[str, str]:
    failures = sum(finding.level == "error" for finding in findings)
    skipped = sum(finding.level == "waived" for finding in findings)
    return {"tests": str(tests), "failures": str(failures), "errors": "0", "skipped": str(skipped)}


def _case(suite: ElementTree.Element, finding: Finding, file: str) -> None:
    name = _clean(f"{finding.code} {finding.display_path}")
    attributes = {"name": name, "classname": _clean(file), "file": _clean(file)}
    attributes |= {"line": str(finding.location.line)} if finding.location else {}
    case = ElementTree.SubElement(suite, "testcase", attributes)
    text, message = _clean(f"{finding}\nsee {finding.reference}"), _clean(finding.message)
    if finding.level == "error":
        ElementTree.SubElement(case, "failure", type=finding.code, message=message).text = text
    elif finding.level == "waived":
        ElementTree.SubElement(case, "skipped", message=message)
    else:
        ElementTree.SubElement(case, "system-out").text = text


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
