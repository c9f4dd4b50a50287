"""Generate the typed model, generator/spec/model/, from the schemas: `python -m scripts.generate_model`.

An object whose schema has a `title` becomes a class of that name in the module of its section, an enumeration with one
an alias of its Literal, and each property a field with its description. Methods are written by hand, in
generator/spec/model_methods/. A test holds the modules against the schemas.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generator.spec import schema

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "generator" / "spec" / "model"
METHODS = ROOT / "generator" / "spec" / "model_methods"
# What shapes the files of a spec and is gone once they are merged, as deprecated keys are.
_NOT_IN_MODEL = ("extends", "remove", "reset")
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_PACKAGE = '"""A resolved spec as frozen, typed objects: one module a section, generated from `schemas/`."""'


class SchemaError(ValueError):
    """What a schema lacks to become a class."""


def modules() -> dict[str, str]:
    """Return the text of every module of the model, by file name. Raises SchemaError."""
    drafts = {f"{_module(file)}.py": _draft(file) for file in _files() if _definitions(file)}
    drafts["__init__.py"] = f"{_PACKAGE}\n\nfrom generator.spec.model.environment import Environment as Environment\n"
    return {name: _formatted(text) for name, text in drafts.items()}


def _files() -> list[str]:
    return sorted(path.name for path in schema.FOLDER.glob("*.schema.json"))


def _module(file: str) -> str:
    return file.partition(".")[0].replace("-", "_")


@cache
def _definitions(file: str) -> Mapping[str, Mapping[str, Any]]:
    """The titled objects and enumerations of a file that none before it has, inner ones first."""
    known = {title for other in _files() if other < file for title in _definitions(other)}
    found: dict[str, Mapping[str, Any]] = {}
    for part in _parts(schema.section(file)):
        title = part.get("title")
        if title is None or title in known or not ("properties" in part or "enum" in part):
            continue
        if _fields_of(found.setdefault(title, part), file) != _fields_of(part, file):
            raise SchemaError(f"{file}: two schemas have the title {title!r} and differ in their properties")
    return found


def _parts(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    inner = [*part.get("$defs", {}).values(), *part.get("properties", {}).values(), *part.get("anyOf", ())]
    inner += [part[key] for key in ("items", "additionalProperties") if isinstance(part.get(key), Mapping)]
    for each in inner:
        yield from _parts(each)
    yield part


def _fields_of(part: Mapping[str, Any], file: str) -> Any:
    if "enum" in part:
        return [value for value in part["enum"] if value is not None]
    return {key: _type(each, file) for key, each in _properties(part)}


def _properties(part: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, each in part["properties"].items():
        if key not in _NOT_IN_MODEL and "deprecated" not in each:
            yield key, each


def _type(part: Mapping[str, Any], file: str) -> str:
    """The annotation of what a schema describes."""
    part, file = schema.resolve(part, file)
    kinds = part.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    arms = [_type(arm, file) for arm in part.get("anyOf", ())] or [_of_kind(kind, part, file) for kind in kinds]
    if not kinds and "enum" in part:
        arms = [part.get("title") or _literal(part["enum"])]
    arms += ["None"] if None in part.get("enum", ()) else []
    return " | ".join(dict.fromkeys(arms)) or "Any"


def _of_kind(kind: str, part: Mapping[str, Any], file: str) -> str:
    if kind == "array":
        return f"tuple[{_type(part['items'], file)}, ...]"
    if kind == "object" and "properties" in part:
        if "title" not in part:
            raise SchemaError(f"{file}: an object with the properties {', '.join(part['properties'])} has no 'title'")
        return str(part["title"])
    if kind == "object":
        extra = part.get("additionalProperties")
        return f"Mapping[str, {_type(extra, file) if isinstance(extra, Mapping) else 'Any'}]"
    return _PLAIN[kind]


def _literal(values: list[Any]) -> str:
    return f"Literal[{', '.join(repr(value) for value in values if value is not None)}]"


def _draft(file: str) -> str:
    methods, constants = _methods(_module(file))
    body = [_definition(name, part, file, methods) for name, part in _definitions(file).items()]
    about = schema.section(file)["description"]
    head = _docstring(f"{about}\n\nGenerated from schemas/{file} by `make model`: change it there.")
    return "\n\n".join([head, "from __future__ import annotations", *_imports(file, body, constants), *body])


def _imports(file: str, body: list[str], constants: list[str]) -> list[str]:
    """The import blocks: the standard library's, and ours."""
    words = set(re.findall(r"\w+", re.sub(r'"""(?s:.)*?"""', "", " ".join(body))))
    origins = {"Mapping": "collections.abc", "Any": "typing", "Literal": "typing", "Record": "generator.spec.record"}
    origins |= {"SpecPath": "generator.diagnostics.spec_path"}
    others = [other for other in _files() if other != file]
    origins |= {name: f"generator.spec.model.{_module(other)}" for other in others for name in _definitions(other)}
    names: dict[str, list[str]] = {}
    for name in sorted(words & origins.keys()):
        names.setdefault(origins[name], []).append(name)
    lines = [f"from {origin} import {', '.join(imported)}" for origin, imported in names.items()]
    here = f"generator.spec.model_methods.{_module(file)}"
    lines += [f"from {here} import {name} as {name}" for name in constants]
    lines += [f"from generator.spec.model_methods import {_module(file)} as methods"] if "methods" in words else []
    ours = sorted(line for line in lines if line.startswith("from generator"))
    return ["\n".join(part) for part in (sorted(set(lines) - set(ours)), ours) if part]


def _definition(name: str, part: Mapping[str, Any], file: str, methods: Mapping[str, list[str]]) -> str:
    if "enum" in part:
        return f"{name} = {_literal(part['enum'])}"
    lines = [f"class {name}(Record):", _docstring(part["description"], "    "), "", "    pointer: SpecPath"]
    for key, each in _properties(part):
        described, _ = schema.resolve(each, file)
        if "description" not in described:
            raise SchemaError(f"{file}: property {key!r} of {name} has no 'description'")
        lines += [f"    {_snake(key)}: {_type(each, file)}", _docstring(described["description"], "    ")]
    lines += ["", *(f"    {method} = methods.{method}" for method in methods.get(name, ()))]
    return "\n".join(lines)


def _methods(module: str) -> tuple[dict[str, list[str]], list[str]]:
    """The functions of the module of methods by the class of their first parameter, and its constants."""
    path = METHODS / f"{module}.py"
    found: dict[str, list[str]] = {}
    constants = []
    for part in ast.parse(path.read_text(encoding="utf-8")).body if path.exists() else ():
        if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
            found.setdefault(ast.unparse(part.args.args[0].annotation or ast.Name("")), []).append(part.name)
        elif isinstance(part, ast.AnnAssign | ast.Assign):
            targets = [part.target] if isinstance(part, ast.AnnAssign) else part.targets
            constants += [ast.unparse(target) for target in targets]
    return found, constants


def _snake(key: str) -> str:
    return re.sub(r"[A-Z]", lambda upper: f"_{upper.group().lower()}", key)


def _docstring(text: str, indent: str = "") -> str:
    text = text.replace("\\", "\\\\")
    body = "\n\n".join(textwrap.fill(part, 113 - len(indent)) for part in text.split("\n\n"))
    return textwrap.indent(f'"""{body}{chr(10) if chr(10) in body else ""}"""', indent)


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--config", str(ROOT / "ruff.toml"), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def main() -> int:
    try:
        current = modules()
    except SchemaError as error:
        sys.exit(str(error))
    for name, text in current.items():
        (MODEL / name).write_text(text, encoding="utf-8")
        print(MODEL / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
