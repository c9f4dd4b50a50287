"""Lean bindings behave as the generated ones do, except that they leave the checking of arguments to the kernel."""

from __future__ import annotations

import ast
import marshal
from types import SimpleNamespace
from typing import Any

from generator.engine.bindings.lean_python import compile_lean

SOURCE = '''"""Words for people."""
import builtins
import typing
import typeguard
TYPEGUARD_MAJOR_VERSION = int(version("typeguard"))

def check_type(argname, value, expected_type):
    raise TypeError(argname)

class Topic:
    """More words."""
    def __init__(self, scope: Construct, id: builtins.str, *rest: NotThere, name: typing.Optional[X] = None) -> None:
        if __debug__:
            type_hints = typing.get_type_hints(_typecheckingstub__1)
            check_type(argname="argument scope", value=scope, expected_type=type_hints["scope"])
        self.given = (scope, id, rest, name)

    @builtins.property
    def arn(self) -> NotThere:
        """Even more."""
        return typing.cast(NotThere, self.given[0])

def _typecheckingstub__1(scope: NotThere) -> None:
    pass
'''


def loaded(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(marshal.loads(compile_lean(ast.parse(source), "topic.py")[16:]), names)
    return names


def test_arguments_defaults_and_properties_are_those_of_the_generated_class():
    topic = loaded(SOURCE)["Topic"]("scope", "id", 1, name="n")
    assert topic.given == ("scope", "id", (1,), "n")
    assert topic.arn == "scope"
    assert loaded(SOURCE)["Topic"]("scope", "id").given[3] is None


def test_checks_their_stubs_annotations_and_words_are_gone():
    names = SimpleNamespace(**loaded(SOURCE))
    assert not hasattr(names, "check_type")
    assert not hasattr(names, "_typecheckingstub__1")
    assert (names.Topic.__doc__, names.Topic.__init__.__annotations__) == (None, {})


def test_a_traceback_names_the_file_that_was_installed():
    assert loaded(SOURCE)["Topic"].__init__.__code__.co_filename == "topic.py"
