"""CloudWatch's grammar of a dashboard body, as the API refuses one that breaks it.

Source: CloudWatch API reference, Dashboard Body Structure and Syntax. The schema says what stands where; what a schema
cannot say, such as that widgets must not overlap, follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

COLUMNS = 24
STATISTIC = r"^(Average|Maximum|Minimum|SampleCount|Sum|IQM|(p|tm|tc|ts|wm)(100|[0-9]{1,2}(\.[0-9]{1,10})?))$"
TIME = r"^-P(T?[0-9]+[MHDW])+$"
PERIOD = {"type": "integer", "anyOf": [{"enum": [1, 5, 10, 30]}, {"multipleOf": 60, "minimum": 60}]}
TEXT = {"type": "string", "minLength": 1, "maxLength": 255}
AXIS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "min": {"type": "number"},
        "max": {"type": "number"},
        "label": {"type": "string"},
        "showUnits": {"type": "boolean"},
    },
}
OPTIONS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "accountId": TEXT,
        "color": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
        "expression": {"type": "string", "minLength": 1, "maxLength": 1024},
        "id": {"type": "string", "pattern": "^[a-z][a-zA-Z0-9_]*$", "maxLength": 255},
        "label": TEXT,
        "period": PERIOD,
        "region": TEXT,
        "stat": {"type": "string", "pattern": STATISTIC},
        "visible": {"type": "boolean"},
        "yAxis": {"enum": ["left", "right"]},
    },
}
EXPRESSION = {"type": "array", "minItems": 1, "maxItems": 1, "items": {**OPTIONS, "required": ["expression"]}}
# Namespace, metric, up to 30 pairs of dimension and value, and the options.
METRIC = {
    "type": "array",
    "minItems": 2,
    "maxItems": 63,
    "prefixItems": [TEXT, TEXT],
    "items": {"anyOf": [{"type": "string", "minLength": 1, "maxLength": 1024}, OPTIONS]},
}
METRIC_WIDGET = {
    "type": "object",
    "additionalProperties": False,
    "required": ["metrics", "region"],
    "properties": {
        "metrics": {"type": "array", "minItems": 1, "maxItems": 500, "items": {"anyOf": [EXPRESSION, METRIC]}},
        "region": {"type": "string", "pattern": "^[a-z]{2}(-[a-z]+)+-[0-9]$"},
        "title": {"type": "string", "maxLength": 255},
        "view": {"enum": ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]},
        "stacked": {"type": "boolean"},
        "period": PERIOD,
        "stat": {"type": "string", "pattern": STATISTIC},
        "yAxis": {"type": "object", "additionalProperties": False, "properties": {"left": AXIS, "right": AXIS}},
        "legend": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"position": {"enum": ["bottom", "hidden", "right"]}},
        },
        "liveData": {"type": "boolean"},
        "sparkline": {"type": "boolean"},
        "setPeriodToTimeRange": {"type": "boolean"},
    },
}
TEXT_WIDGET = {
    "type": "object",
    "additionalProperties": False,
    "required": ["markdown"],
    "properties": {"markdown": {"type": "string", "minLength": 1}, "background": {"enum": ["solid", "transparent"]}},
}


def _widget(kind: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "properties", "x", "y", "width", "height"],
        "properties": {
            "type": {"const": kind},
            "x": {"type": "integer", "minimum": 0, "maximum": COLUMNS - 1},
            "y": {"type": "integer", "minimum": 0},
            "width": {"type": "integer", "minimum": 1, "maximum": COLUMNS},
            "height": {"type": "integer", "minimum": 1, "maximum": 1000},
            "properties": properties,
        },
    }


BODY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["widgets"],
    "properties": {
        "start": {"type": "string", "pattern": TIME},
        "end": {"type": "string", "pattern": TIME},
        "periodOverride": {"enum": ["auto", "inherit"]},
        "widgets": {
            "type": "array",
            "minItems": 1,
            "maxItems": 500,
            "items": {"oneOf": [_widget("metric", METRIC_WIDGET), _widget("text", TEXT_WIDGET)]},
        },
    },
}


def faults(body: Mapping[str, Any]) -> list[str]:
    """What CloudWatch would refuse, or would show as an empty graph."""
    found = [
        f"{list(error.absolute_path)}: {error.message[:300]}" for error in Draft202012Validator(BODY).iter_errors(body)
    ]
    return found or [*_misplaced(body["widgets"]), *_muddled(body["widgets"])]


def _misplaced(widgets: list[dict[str, Any]]) -> Iterator[str]:
    taken: set[tuple[int, int]] = set()
    for widget in widgets:
        columns = range(widget["x"], widget["x"] + widget["width"])
        cells = {(x, y) for x in columns for y in range(widget["y"], widget["y"] + widget["height"])}
        if columns.stop > COLUMNS:
            yield f"{_title(widget)} reaches over the last column"
        if cells & taken:
            yield f"{_title(widget)} lies over another"
        taken |= cells


def _muddled(widgets: list[dict[str, Any]]) -> Iterator[str]:
    for widget in widgets:
        lines = widget["properties"].get("metrics", [])
        ids = [line[-1]["id"] for line in lines if isinstance(line[-1], dict) and "id" in line[-1]]
        if len(ids) != len(set(ids)):
            yield f"{_title(widget)} gives one id twice"
        for line in lines:
            options = line[-1] if isinstance(line[-1], dict) else {}
            words = [word for word in line if word is not options]
            if len(words) % 2 or not all(isinstance(word, str) for word in words):
                yield f"{_title(widget)} has a dimension without a value: {line}"
            for name in re.findall(r"\b[a-z]\w*\b", options.get("expression", "")):
                if name not in ids:
                    yield f"{_title(widget)} uses {name!r}, which is no id"


def _title(widget: Mapping[str, Any]) -> str:
    return str(widget["properties"].get("title") or widget["properties"].get("markdown"))
