"""The explorer, in a real browser: a click on a box lights its lines, a click on a line lights its boxes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.analysis.explorer.environment import environment_data, of_revision
from generator.analysis.explorer.page import page
from generator.cli.main import main
from generator.spec.resolve import resolve_file
from generator.synthesis.synthesize import synthesize

SPECS = Path(__file__).resolve().parents[3] / "specs"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the page knows of two environments."""
    resolved = [resolve_file(SPECS / f"{name}.yaml") for name in ("dev", "prod")]
    out = tmp_path_factory.mktemp("out")
    stacks = synthesize([one.environment for one in resolved], out / "stacks", enforce_compliance=False)
    return [environment_data(one, stack.read_bytes()) for one, stack in zip(resolved, stacks, strict=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium, driven by Playwright, without any network."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"needs a browser on the PATH: one of {', '.join(BROWSERS)}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def shown(browser: Any, data: list[dict[str, Any]], tmp_path: Path) -> Iterator[Any]:
    """The page, open; an error of its script, or a request that leaves the file, fails the test."""
    file = tmp_path / "explore.html"
    file.write_text(page(data), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1600, "height": 1000})
    tab = context.new_page()
    errors: list[str] = []
    requests: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(file.as_uri())
    tab.wait_for_selector("body[data-ready]")
    yield tab
    context.close()
    assert errors == []
    assert requests == [file.as_uri()]


def test_a_click_on_a_line_lights_what_it_makes(shown: Any, data: list[dict[str, Any]]) -> None:
    line = _line(data[0], "name: fraud-detection, reservedConcurrency")
    shown.click(f'[data-place="0:{line}"]')
    lit = shown.eval_on_selector_all(".box.lit", "boxes => boxes.map(box => box.dataset.key)")
    assert "lambda-fraud-detection" in lit
    assert "aurora" not in lit
    assert "aws_lambda_function.lambda-fraud-detection" in shown.inner_text("#details")


def test_a_click_on_a_box_lights_its_lines_and_shows_json_and_evidence(shown: Any, data: list[dict[str, Any]]) -> None:
    shown.click('[data-key="lambda-fraud-detection"]')
    lit = shown.eval_on_selector_all("#spec .lit", "lines => lines.map(line => line.dataset.place)")
    assert f"0:{_line(data[0], 'name: fraud-detection, reservedConcurrency')}" in lit
    shown.click("summary:has-text('aws_lambda_function.lambda-fraud-detection')")
    details = shown.inner_text("#details")
    assert '"reserved_concurrent_executions": 5' in details
    assert "C-" in details


def test_who_can_reach_the_database_and_which_control_proves_it_is_said_at_its_box(shown: Any) -> None:
    shown.click('[data-key="aurora"]')
    details = shown.inner_text("#details")
    reached = details[details.index("May be reached from") : details.index("aws_rds_cluster.aurora")]
    assert re.findall(r"port \d+\s+(\S+)", reached) == ["security-group-functions"]
    proof = details[details.index("Judged by") :]
    assert re.search(r"C-NET004 passed\s+The database admits the functions, the proxy", proof)
    shown.click("#details button:has-text('security-group-functions')")
    assert "aws_lambda_function.lambda-transaction-processing" in shown.inner_text("#details")


def test_a_control_leads_to_its_resources(shown: Any, data: list[dict[str, Any]]) -> None:
    control = next(one for one in data[0]["controls"] if one["evidence"])
    shown.click("#tabs button:has-text('Controls')")
    shown.click(f'[data-control="{control["id"]}"]')
    assert control["evidence"][0][0] in shown.inner_text("#details")


def test_a_search_finds_a_value_and_escape_ends_it(shown: Any) -> None:
    shown.keyboard.press("/")
    shown.keyboard.type("reserved_concurrent_executions")
    found = shown.inner_text("#panel")
    assert "aws_lambda_function.lambda-fraud-detection" in found
    assert "aws_rds_cluster.aurora" not in found
    shown.keyboard.press("Escape")
    assert "aws_rds_cluster.aurora" in shown.inner_text("#panel")


def test_two_environments_are_compared(shown: Any) -> None:
    shown.select_option("#other", "1")
    table = shown.inner_text("#panel")
    assert "gone" in table
    assert "differs" in table
    assert "specs/prod.yaml" in shown.inner_text("#spec").replace(str(SPECS.parent) + "/", "")


def test_arrow_keys_go_from_line_to_line(shown: Any) -> None:
    shown.focus('[data-place="0:3"]')
    shown.keyboard.press("ArrowDown")
    assert shown.evaluate("document.activeElement.dataset.place") == "0:4"


def test_the_diagrams_of_two_environments_stand_side_by_side(shown: Any, data: list[dict[str, Any]]) -> None:
    shown.select_option("#other", "1")
    shown.click('[data-tab="Diagram"]')
    heads = shown.eval_on_selector_all("#panel .half > h2", "heads => heads.map(head => head.textContent)")
    assert heads == [data[0]["stack"], data[1]["stack"]]
    left, right = (shown.locator(".half").nth(number).bounding_box() for number in (0, 1))
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]


def test_two_revisions_of_an_environment_are_compared_at_once(
    browser: Any, data: list[dict[str, Any]], tmp_path: Path
) -> None:
    older = json.loads(json.dumps(data[0]))
    changed = next(one for one in older["resources"] if one["address"] == "aws_lambda_function.lambda-fraud-detection")
    changed["body"]["memory_size"] = 128
    file = tmp_path / "revisions.html"
    file.write_text(page([of_revision(older, SPECS, "main"), data[0]]), encoding="utf-8")
    tab = browser.new_page()
    tab.goto(file.as_uri())
    tab.wait_for_selector("body[data-ready]")
    assert "main:specs/dev.yaml" in tab.inner_text("#spec")
    tab.click('[data-tab="Resources"]')
    differing = tab.eval_on_selector_all("td.differs", "cells => cells.map(cell => cell.parentElement.innerText)")
    assert [row.split()[0] for row in differing] == ["aws_lambda_function.lambda-fraud-detection"]


def test_the_command_takes_a_revision_beside_the_spec_of_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/qa.yaml").write_text("environmentSuffix: qa\n", encoding="utf-8")
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q"), ("add", "."), (*author, "commit", "-q", "-m", "Add qa")):
        subprocess.run(["git", *words], check=True)
    assert main(["explore", "qa@HEAD", "qa", "--out", "both.html"]) == 0
    assert "<title>tap-stack-qa@HEAD, tap-stack-qa</title>" in (tmp_path / "both.html").read_text(encoding="utf-8")
    assert main(["explore", "qa@nothing"]) == 2


def test_the_keyboard_alone_leads_from_a_line_to_its_boxes_and_on(shown: Any, data: list[dict[str, Any]]) -> None:
    place = f"0:{_line(data[0], 'name: fraud-detection, reservedConcurrency')}"
    shown.focus(f'[data-place="{place}"]')
    shown.keyboard.press("Enter")
    assert shown.evaluate("document.activeElement.dataset.place") == place  # what is drawn anew keeps the focus
    assert shown.locator(".box.lit").count() > 0
    shown.focus('[data-tab="Diagram"]')
    shown.keyboard.press("ArrowRight")
    assert shown.evaluate("document.activeElement.dataset.tab") == "Resources"
    assert shown.get_attribute('[data-tab="Resources"]', "aria-selected") == "true"


def test_dark_mode_turns_paper_and_ink(shown: Any) -> None:
    colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    light = shown.evaluate(colours)
    shown.emulate_media(color_scheme="dark")
    dark = shown.evaluate(colours)
    assert _brightness(light[0]) > 200 > _brightness(light[1])
    assert _brightness(dark[0]) < 60 < _brightness(dark[1])


def test_print_shows_all_of_it_on_white_without_the_controls_of_the_page(shown: Any) -> None:
    shown.emulate_media(media="print", color_scheme="dark")
    assert not shown.is_visible("header")
    assert not shown.is_visible("#tabs")
    assert _brightness(shown.evaluate("getComputedStyle(document.body).backgroundColor")) > 200
    cut = (
        "[...document.querySelectorAll('main > section')].filter(one => one.scrollHeight > one.clientHeight + 1).length"
    )
    assert shown.evaluate(cut) == 0


def test_a_script_in_a_spec_does_not_run(browser: Any, data: list[dict[str, Any]], tmp_path: Path) -> None:
    hostile = json.loads(json.dumps(data[:1]))
    hostile[0]["files"][0]["lines"][0] = "</script><img src=x onerror=\"document.body.dataset.run='yes'\">"
    hostile[0]["resources"][0]["purpose"] = "<img src=x onerror=\"document.body.dataset.run='yes'\">"
    file = tmp_path / "hostile.html"
    file.write_text(page(hostile), encoding="utf-8")
    tab = browser.new_page()
    tab.goto(file.as_uri())
    tab.wait_for_selector("body[data-ready]")
    tab.click("#tabs button:has-text('Resources')")
    assert tab.evaluate("document.body.dataset.run || 'no'") == "no"


def test_a_hundred_environments_are_under_ten_megabytes(data: list[dict[str, Any]]) -> None:
    def copy(number: int) -> dict[str, Any]:
        own = data[number % 2]
        text = re.sub(rf"\b{own['name']}\b", f"qa{number}", json.dumps(own))
        return dict(json.loads(re.sub(r"\b10\.[0-9]+\.", f"10.{number}.", text)))

    assert len(page([copy(number) for number in range(100)]).encode()) < 10_000_000


def _brightness(colour: str) -> float:
    return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3


def _line(environment: dict[str, Any], words: str) -> int:
    return next(number for number, line in enumerate(environment["files"][0]["lines"], 1) if words in line)
