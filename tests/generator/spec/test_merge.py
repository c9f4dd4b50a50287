"""Layering: maps deeply, named lists by name, all else replaced; associative; no leaf loses its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics.findings import Location
from generator.spec.load import load_text
from generator.spec.merge import merge, without_removed
from generator.spec.node import Node, from_plain, to_plain


def merged(base: str, over: str) -> object:
    return to_plain(without_removed(merge(load_text(base, "base"), load_text(over, "over"))))


def test_maps_merge_key_by_key():
    assert merged("a: {x: 1, y: 2}", "a: {y: 3, z: 4}") == {"a": {"x": 1, "y": 3, "z": 4}}


def test_named_lists_merge_by_name_and_keep_the_order_of_the_base():
    base, over = "t: [{name: a, n: 1}, {name: b, n: 2}]", "t: [{name: c, n: 3}, {name: a, m: 9}]"
    assert merged(base, over) == {"t": [{"name": "a", "n": 1, "m": 9}, {"name": "b", "n": 2}, {"name": "c", "n": 3}]}


def test_plain_lists_are_replaced():
    assert merged("l: [1, 2]", "l: [3]") == {"l": [3]}
    assert merged("l: [1, 2]", "l: []") == {"l": []}


def test_an_empty_list_adds_nothing_to_a_named_list():
    assert merged("t: [{name: a}]", "t: []") == {"t": [{"name": "a"}]}


def test_a_removed_entry_is_gone_and_can_be_brought_back():
    assert merged("t: [{name: a}, {name: b}]", "t: [{name: a, remove: true}]") == {"t": [{"name": "b"}]}
    assert merged("t: [{name: a, remove: true}]", "t: [{name: a, remove: false}]") == {"t": [{"name": "a"}]}


def test_removing_what_is_not_there_changes_nothing():
    assert merged("t: [{name: b}]", "t: [{name: a, remove: true}]") == {"t": [{"name": "b"}]}


_leaf = st.integers(0, 9) | st.sampled_from("pqr")
_names = st.sampled_from("abc")


def _maps(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.dictionaries(st.sampled_from(["k", "l"]), values, max_size=2)


def _entries(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    entry = st.builds(lambda name, rest: {"name": name, **rest}, _names, _maps(values))
    return st.lists(entry, max_size=3, unique_by=lambda item: item["name"])


# As the schema fixes the kind of every value, a key holds one kind in every layer.
_spec = st.fixed_dictionaries(
    {},
    optional={"leaf": _leaf, "map": _maps(_leaf), "list": st.lists(_leaf, max_size=2), "named": _entries(_leaf)},
)
_deep = st.fixed_dictionaries({}, optional={"spec": _spec, "named": _entries(_leaf), "leaf": _leaf})


@given(_deep, _deep, _deep)
def test_merging_is_associative(one, two, three):
    a, b, c = from_plain(one), from_plain(two), from_plain(three)
    assert to_plain(merge(merge(a, b), c)) == to_plain(merge(a, merge(b, c)))


@given(_deep)
def test_the_empty_map_is_the_identity(one):
    node = from_plain(one)
    assert to_plain(merge(Node({}), node)) == one == to_plain(merge(node, Node({})))


def _leaves(node: Node) -> list[tuple[object, Location | None]]:
    if isinstance(node.value, dict):
        return [leaf for item in node.value.values() for leaf in _leaves(item)]
    if isinstance(node.value, tuple):
        return [leaf for item in node.value for leaf in _leaves(item)]
    return [(node.value, node.location)]


@given(_deep, _deep)
def test_every_leaf_keeps_the_mark_of_the_file_that_says_it(one, two):
    base, over = from_plain(one, Location("base")), from_plain(two, Location("over"))
    known = set(_leaves(base)) | set(_leaves(over))
    assert set(_leaves(merge(base, over))) <= known
    assert set(_leaves(over)) <= set(_leaves(merge(base, over)))
