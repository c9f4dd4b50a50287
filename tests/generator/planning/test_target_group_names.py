"""Names of target groups: within 32 characters, no two alike, the same at every run."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.planning.naming import Naming
from generator.planning.target_group_names import group_qualifier
from generator.spec.model.load_balancer import Backend, Target
from generator.spec.resolve import resolve_plain

DEFAULT = resolve_plain({"environmentSuffix": "x"}).environment.load_balancer.targets[0]

# Words that could be taken for another part of a name are drawn more often than chance would.
tricky = st.sampled_from(["a", "b", "blue", "green", "a-blue-b", "https443", "https443-blue-a", "blue-a", "green-blue"])
names = st.one_of(tricky, st.from_regex(r"[a-z][a-z0-9]{0,19}(-[a-z0-9]{1,19})?", fullmatch=True))
suffixes = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,10})?", fullmatch=True)
functions = st.one_of(st.none(), names).map(lambda name: replace(DEFAULT.blue, function=name))
addresses = st.builds(
    lambda protocol, port: replace(DEFAULT.blue, type="ip", protocol=protocol, port=port),
    st.sampled_from(["HTTP", "HTTPS"]),
    st.sampled_from([80, 443, 8443]),
)
backends = st.one_of(functions, addresses)
colours = st.sampled_from(["blue", "green"])


def target(name: str, blue: Backend, green: Backend) -> Target:
    return replace(DEFAULT, name=name, blue=blue, green=green)


targets = st.lists(
    st.builds(target, names, backends, backends), min_size=1, max_size=6, unique_by=lambda made: made.name
)
quick = settings(deadline=None, max_examples=300)


@given(targets, suffixes)
@quick
def test_no_two_groups_of_a_stack_share_a_name(drawn, suffix):
    made = [Naming(suffix).name("tg", group_qualifier(one, colour)) for one in drawn for colour in one.backends()]
    assert len(set(made)) == len(made)


@given(targets, suffixes)
@quick
def test_a_name_is_one_that_aws_takes(drawn, suffix):
    for name in (Naming(suffix).name("tg", group_qualifier(one, "blue")) for one in drawn):
        assert len(name) <= 32
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*[a-z0-9]", name)
        assert name.endswith(f"-{suffix}")


def test_the_longest_suffix_and_the_longest_function_still_give_a_name():
    long = target("t" * 40, replace(DEFAULT.blue, function="f" * 40), replace(DEFAULT.blue, function="g" * 40))
    made = {Naming("s" * 20).name("tg", group_qualifier(long, colour)) for colour in long.backends()}
    assert {len(name) for name in made} == {32}
    assert len(made) == 2


def test_what_a_group_cannot_change_is_in_its_name():
    remote = replace(DEFAULT.blue, type="ip", port=8443)
    ours = target("pay", DEFAULT.blue, remote)
    assert group_qualifier(ours, "blue") == "blue-pay"
    assert group_qualifier(ours, "green") == "https8443-green-pay"
    assert group_qualifier(replace(ours, blue=replace(DEFAULT.blue, function="pay")), "blue") == "blue-pay"
    assert group_qualifier(replace(ours, blue=replace(DEFAULT.blue, function="other")), "blue") == "other--blue-pay"
