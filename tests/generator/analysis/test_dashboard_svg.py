"""The pictures of the shipped dashboards in the docs are those of today."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.analysis.dashboard_svg import NOTE, draw, drawn
from generator.cli.main import main
from tests.support.stacks import stack_of

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
NAMES = ["dashboard-api-response-times.svg", "dashboard-database-performance.svg", "dashboard-error-rates.svg"]


def widget(lines, **changes):
    shown = {"title": "T", "metrics": lines, "region": "us-east-1"}
    return {"type": "metric", "x": 0, "y": 0, "width": 6, "height": 6, "properties": shown, **changes}


def texts(picture):
    return [item.text for item in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_in_the_docs_is_current(name):
    current = drawn(stack_of(suffix="example"))
    assert sorted(current) == NAMES
    assert (IMAGES / name).read_text(encoding="utf-8") == current[name], "refresh it with `make pictures`"


def test_a_picture_says_that_it_shows_no_data_and_names_what_is_drawn():
    picture = draw("mine", {"widgets": [widget([["AWS/SNS", "X", {"label": "a < b", "stat": "Sum"}]])]})
    assert texts(picture) == ["mine", NOTE, "T", None, "a < b"]


def test_what_feeds_an_expression_is_not_drawn():
    hidden = ["AWS/SNS", "X", {"id": "x", "label": "hidden", "visible": False}]
    picture = draw("mine", {"widgets": [widget([hidden, [{"expression": "x", "label": "shown"}]])]})
    assert "shown" in texts(picture)
    assert "hidden" not in texts(picture)


def test_more_lines_than_have_room_are_counted():
    lines = [["AWS/SNS", "X", {"label": f"line {number}"}] for number in range(60)]
    shown = texts(draw("mine", {"widgets": [widget(lines)]}))
    drawn_lines = [text for text in shown if text and text.startswith("line ")]
    assert f"and {60 - len(drawn_lines)} more" in shown


def test_twenty_lines_have_twenty_colours():
    lines = [["AWS/SNS", "X", {"label": f"{number}"}] for number in range(20)]
    picture = draw("mine", {"widgets": [widget(lines, width=24, height=12)]})
    assert len(set(re.findall(r'<polyline[^>]* stroke="(#\w+)"', picture))) == 20


def test_a_long_title_goes_on_in_a_second_line_and_keeps_its_words():
    long = widget([["AWS/SNS", "X"]])
    long["properties"]["title"] = "API: refused and failed calls of all routes"
    shown = [text for text in texts(draw("mine", {"widgets": [long]})) if text]
    assert " ".join(shown[2:4]) == "API: refused and failed calls of all routes"


def test_no_title_or_label_of_the_shipped_dashboards_is_cut():
    cut = [text for svg in drawn(stack_of(suffix="example")).values() for text in texts(svg) if text and "…" in text]
    assert cut == []


def test_a_dashboard_of_an_environment_is_drawn_by_its_name(tmp_path, capsys):
    spec = tmp_path / "qa.yaml"
    spec.write_text(
        "environmentSuffix: qa\nmonitoring:\n  dashboards:\n    - name: migration\n      widgets:\n"
        '        - { name: head, type: text, text: "# Moving to green", width: 24, height: 1 }\n',
        encoding="utf-8",
    )
    out = tmp_path / "migration.svg"
    assert main(["graph", str(spec), "--dashboard", "migration", "--out", str(out)]) == 0
    assert "Moving to green" in texts(out.read_text(encoding="utf-8"))
    assert main(["graph", str(spec), "--dashboard", "migratoin"]) == 2
    assert "there is no dashboard 'migratoin' (did you mean 'migration" in capsys.readouterr().err


def test_markdown_is_written_without_its_marks():
    text = {"type": "text", "x": 0, "y": 0, "width": 24, "height": 2, "properties": {"markdown": "## Head\nBelow"}}
    assert texts(draw("mine", {"widgets": [text]}))[2:] == ["Head", "Below"]
