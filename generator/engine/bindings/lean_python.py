"""Generated Python bindings, compiled without what they do only to check their caller.

The kernel checks each argument anyway. The generated code checks it first, by evaluating the annotations of a function
at each call, which takes longer than the call. Left out: checks, the stubs that carry their annotations, annotations,
docstrings, and casts, which do nothing at run time.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal

_CHECKS = ("check_type", "_typecheckingstub__")
# A compiled module without its source: a header with no flags, then fields that nobody reads in such a file.
_HEADER = importlib.util.MAGIC_NUMBER + bytes(12)


def compile_lean(tree: ast.Module, filename: str) -> bytes:
    """The content of a `.pyc` file; it uses the tree up. `filename` is what a traceback shows."""
    tree.body = [_lean(node) for node in tree.body if not _only_checks(node)]
    code = compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True, optimize=2)
    return _HEADER + marshal.dumps(code)


def _only_checks(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name.startswith(_CHECKS)
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Name) and node.targets[0].id == "TYPEGUARD_MAJOR_VERSION"
    return isinstance(node, ast.Import) and [name.name for name in node.names] == ["typeguard"]


def _lean(node: ast.stmt) -> ast.stmt:
    if isinstance(node, ast.ClassDef):
        node.body = [_lean(item) for item in node.body]
    elif isinstance(node, ast.FunctionDef):
        node.returns = None
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            argument.annotation = None
        for extra in (node.args.vararg, node.args.kwarg):
            if extra is not None:
                extra.annotation = None
        for statement in node.body:
            _without_cast(statement)
    return node


def _without_cast(statement: ast.stmt) -> None:
    if not isinstance(statement, ast.Return) or not isinstance(statement.value, ast.Call):
        return
    called = statement.value.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.attr == "cast":
        statement.value = statement.value.args[1]
