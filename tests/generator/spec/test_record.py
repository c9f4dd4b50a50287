"""A record is a frozen, slotted, keyword-only dataclass in all that its users see."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, fields, is_dataclass, replace

import pytest

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model.tables import Attribute, Capacity

FIVE = Capacity(pointer=SpecPath(("a",)), minimum=5, maximum=9, target_utilization=70)


def test_it_takes_all_of_its_fields_by_name_and_nothing_else():
    with pytest.raises(TypeError, match="Capacity takes pointer, minimum, maximum, target_utilization, not minimum"):
        Capacity(minimum=1)  # type: ignore[call-arg]  # what is tested
    with pytest.raises(TypeError):
        Capacity(pointer=SpecPath(), minimum=1, maximum=2, target_utilization=3, other=4)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Capacity(SpecPath(), 1, 2, 3)  # type: ignore[call-arg, misc]  # keyword-only


def test_nothing_can_be_set_added_or_deleted():
    for name in ("minimum", "other"):
        with pytest.raises(FrozenInstanceError):
            setattr(FIVE, name, 1)
    with pytest.raises(FrozenInstanceError):
        del FIVE.minimum
    assert not hasattr(FIVE, "__dict__")


def test_records_of_a_class_with_equal_fields_are_equal():
    assert replace(FIVE) == FIVE
    assert hash(replace(FIVE)) == hash(FIVE)
    assert replace(FIVE, maximum=10) != FIVE
    assert Attribute(pointer=SpecPath(), name="a", type="S") != FIVE
    assert {FIVE, replace(FIVE)} == {FIVE}


def test_it_is_a_dataclass_to_the_standard_library():
    assert is_dataclass(FIVE)
    assert [field.name for field in fields(FIVE)] == ["pointer", "minimum", "maximum", "target_utilization"]
    assert asdict(FIVE) == {"pointer": SpecPath(("a",)), "minimum": 5, "maximum": 9, "target_utilization": 70}


def test_it_shows_copies_and_pickles_itself_and_keeps_its_properties():
    assert repr(FIVE) == "Capacity(pointer=('a',), minimum=5, maximum=9, target_utilization=70)"
    for other in (copy.copy(FIVE), copy.deepcopy(FIVE), pickle.loads(pickle.dumps(FIVE))):
        assert other == FIVE
        assert other.scales
