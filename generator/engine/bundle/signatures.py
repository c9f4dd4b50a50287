"""Read from the generated Python bindings how JavaScript is called: namespaces, types and names of arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any


def constructs(tree: ast.Module) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each class that stands in a scope: its namespace, and the type of its named arguments, where it takes any."""
    for name, node, declared in _types(tree):
        initializer = _initializer(node)
        given = _created_with(initializer) if initializer is not None else []
        if given and given[0] in ("scope", "scope_"):
            assert initializer is not None
            arguments = [
                ast.unparse(statement.value.func)
                for statement in initializer.body
                if isinstance(statement, ast.Assign)
                and ast.unparse(statement.targets[0]) == given[-1]
                and isinstance(statement.value, ast.Call)
            ]
            yield name, {"namespace": _namespace(declared), "arguments": arguments[0] if arguments else None}


def argument_types(tree: ast.Module) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each type that consists of arguments: their names in JavaScript by those in Python, and those it must have."""
    for name, node, declared in _types(tree):
        initializer = _initializer(node)
        if "name_mapping" in declared and initializer is not None:
            given = zip(initializer.args.kwonlyargs, initializer.args.kw_defaults, strict=True)
            required = [argument.arg for argument, default in given if default is None]
            yield name, {"names": ast.literal_eval(declared["name_mapping"]), "required": required}


def _types(tree: ast.Module) -> Iterator[tuple[str, ast.ClassDef, dict[str, ast.expr]]]:
    """Each class, with what its decorator or its own head declares to jsii."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            calls = (decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call))
            keywords = (*node.keywords, *(keyword for call in calls for keyword in call.keywords))
            yield node.name, node, {str(keyword.arg): keyword.value for keyword in keywords}


def _namespace(declared: dict[str, ast.expr]) -> list[str]:
    """Of `@cdktf/provider-aws.snsTopic.SnsTopic`, what is in the middle."""
    return str(ast.literal_eval(declared["jsii_type"])).split(".")[1:-1]


def _initializer(node: ast.ClassDef) -> ast.FunctionDef | None:
    return next((item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"), None)


def _created_with(initializer: ast.FunctionDef) -> list[str]:
    """What an initializer hands to JavaScript: `jsii.create(self.__class__, self, [scope, id, config])`."""
    for statement in initializer.body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if (
            isinstance(call, ast.Call)
            and ast.unparse(call.func) == "jsii.create"
            and isinstance(call.args[2], ast.List)
        ):
            return [ast.unparse(given) for given in call.args[2].elts]
    return []
