"""Write the runbook of the move: its content once, in `runbook.yaml.j2`; Markdown and HTML render it."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import jinja2
import yaml
from markupsafe import Markup

from generator.operations.migration import endpoints
from generator.operations.migration.phases import require_migration
from generator.operations.migration.resource_names import ROLLOUT, resource_names, secret_name
from generator.operations.migration.timetable import timetable
from generator.operations.rollout_plan import as_data, select_rollout
from generator.spec.model import Environment
from generator.system.document_templates import document_templates

Form = Literal["markdown", "html"]
TEMPLATES: Mapping[Form, str] = {"markdown": "runbook.md.j2", "html": "runbook.html.j2"}
# Beside the rollout: go or no-go before it, and what is looked after once green has all.
MINUTES_BEFORE, MINUTES_AFTER = 60, 60
MINUTES_OF_AN_HOUR, HOURS_OF_A_DAY = 60, 24


def runbook(env: Environment, form: Form, *, phase: str) -> str:
    """Return the runbook as text. `env` is the environment in phase shift or complete, in which the rollout exists;
    `phase` the one that the spec has now. Raises UsageError where nothing is moved."""
    return (
        _templates(is_html=form == "html").get_template(TEMPLATES[form]).render(runbook=runbook_data(env, phase=phase))
    )


def runbook_data(env: Environment, *, phase: str) -> dict[str, Any]:
    """Return the runbook as data: roles, endpoints, firewall rules, sections of steps, criteria, rollback."""
    move = require_migration(env)
    planned = select_rollout(env, ROLLOUT)
    names = resource_names(env, planned)
    text = (
        _templates(is_html=False)
        .get_template("runbook.yaml.j2")
        .render(
            env=env,
            name=env.environment_suffix,
            move=move,
            remote=env.network.on_premises,
            phase=phase,
            plan=as_data(planned),
            steps=timetable(planned),
            names=names,
            endpoints=endpoints.endpoints(env, names),
            firewall_rules=endpoints.firewall_rules(env),
            database_blocks=endpoints.database_blocks(env),
            private_blocks=endpoints.private_blocks(env),
            secret=lambda name: secret_name(env, name),
            minutes_before=MINUTES_BEFORE,
            minutes_after=MINUTES_AFTER,
        )
    )
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def _templates(*, is_html: bool) -> jinja2.Environment:
    filters: dict[str, Callable[..., Any]] = {
        "markup": markup_to_html,
        "cell": _cell,
        "clock": _clock,
        "duration": _duration,
        "anchor": _anchor,
        "json": _json,
    }
    return document_templates("generator.operations.migration", is_html=is_html, filters=filters)


def markup_to_html(text: object) -> Markup:
    """Convert `code` and **strong** of a text to HTML; everything else is escaped."""
    escaped = html.escape(" ".join(str(text).split()))
    coded = re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped)
    return Markup(re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", coded))  # escaped above


def _cell(text: object) -> str:
    """A text as it can stand in a cell of a Markdown table."""
    return " ".join(str(text).replace("|", "\\|").split())


def _clock(minutes: int) -> str:
    """Minutes before or after the start: T-60, T+0, T+1:31."""
    hours, rest = divmod(abs(minutes), 60)
    return f"T{'-' if minutes < 0 else '+'}{hours}:{rest:02}"


def _duration(minutes: int) -> str:
    """A duration as people say it."""
    if minutes < MINUTES_OF_AN_HOUR * 2:
        return f"{minutes} min"
    hours = math.ceil(minutes / MINUTES_OF_AN_HOUR)
    return f"{hours} h" if hours < HOURS_OF_A_DAY else f"{hours // HOURS_OF_A_DAY} day or more"


def _anchor(heading: str) -> str:
    """What GitHub makes of a heading."""
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def _json(text: object) -> str:
    """A text as a scalar of YAML, whatever it holds."""
    return json.dumps(str(text), ensure_ascii=False)
