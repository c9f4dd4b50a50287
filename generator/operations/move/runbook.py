"""Write the runbook of the move: what the night is, once, in `night.yaml.j2`; Markdown and HTML are forms of it."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Mapping
from typing import Any, Literal

import yaml
from jinja2 import Environment as Templates
from jinja2 import PackageLoader, StrictUndefined
from markupsafe import Markup

from generator.operations.move import ends as both_ends
from generator.operations.move.names import ROLLOUT, names_of, secret_name
from generator.operations.move.phases import move_of
from generator.operations.move.timetable import timetable
from generator.operations.rollout_plan import as_data, the_rollout
from generator.spec.model import Environment

Form = Literal["markdown", "html"]
TEMPLATES: Mapping[Form, str] = {"markdown": "runbook.md.j2", "html": "runbook.html.j2"}
# Beside the rollout: go or no-go before it, and what is looked after once green has all.
MINUTES_BEFORE, MINUTES_AFTER = 60, 60
MINUTES_OF_AN_HOUR, HOURS_OF_A_DAY = 60, 24


def runbook(env: Environment, form: Form, *, phase: str) -> str:
    """Return the runbook as text. `env` is the environment in phase shift or complete, in which the rollout exists;
    `phase` the one that the spec has now. Raises UsageError where nothing is moved."""
    return _templates(html_form=form == "html").get_template(TEMPLATES[form]).render(night=night(env, phase=phase))


def night(env: Environment, *, phase: str) -> dict[str, Any]:
    """Return the night as data: who, both ends, sections of steps, criteria, ways back."""
    move = move_of(env)
    planned = the_rollout(env, ROLLOUT)
    names = names_of(env, planned)
    text = (
        _templates(html_form=False)
        .get_template("night.yaml.j2")
        .render(
            env=env,
            name=env.environment_suffix,
            move=move,
            remote=env.network.on_premises,
            phase=phase,
            plan=as_data(planned),
            steps=timetable(planned),
            names=names,
            ends=both_ends.ends(env, names),
            openings=both_ends.openings(env),
            database_blocks=both_ends.database_blocks(env),
            private_blocks=both_ends.private_blocks(env),
            secret=lambda name: secret_name(env, name),
            minutes_before=MINUTES_BEFORE,
            minutes_after=MINUTES_AFTER,
        )
    )
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def _templates(*, html_form: bool) -> Templates:
    made = Templates(
        loader=PackageLoader("generator.operations.move"),
        autoescape=html_form,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "marked": marked,
        "cell": _cell,
        "clock": _clock,
        "duration": _duration,
        "anchor": _anchor,
        "json": _json,
    }
    return made


def marked(text: object) -> Markup:
    """Return a text with `code` and **weight** as HTML; all else is a text."""
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
