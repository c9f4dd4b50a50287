"""The runbook of production's move that is checked in."""

from __future__ import annotations

from scripts.migration_runbook import PAGE, page


def test_it_is_what_the_command_writes_now():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make reference`"


def test_it_is_in_the_phase_of_production_and_moves_in_its_steps():
    text = page()
    assert "it is in phase `" in text
    assert "payinfra rollout start prod migration --watch" in text
