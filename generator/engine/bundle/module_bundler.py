"""Bundle JavaScript modules into one file, which does what requiring the first of them does."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from typing import Any

from generator.engine.bundle.errors import BundleError
from generator.engine.bundle.npm_package import Files

_REQUIRE = re.compile(r"""\brequire\(\s*(["'])([^"']+)\1\s*\)""")
_SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=\S+\s*$")
# With a single one of them the whole bundle takes twice the memory, in the snapshot and in the heap.
_NOT_LATIN_1 = re.compile("[^\x00-\xff]+")
_EXPORT = re.compile(r'^exports\.(\w+) = require\("\./([\w-]+)"\);$', re.MULTILINE)

# Replacements in the source, by the end of the path. Where the text is another one, it stays.
REWRITTEN = {
    # Zip files are made by 200 modules, which are loaded with cdktf itself. Ours come from `generator/packaging`.
    "cdktf/lib/private/fs.js": (
        'const archiver = require("archiver");',
        'const archiver = () => { throw new Error("the bundle makes no archives"); };',
    ),
    # The parts that are merged are resolved already; only overrides are not.
    "cdktf/lib/terraform-stack.js": (
        "(0, util_1.deepMerge)(tf, this.rawOverrides);\n        return (0, _tokens_1.resolve)(this, tf);",
        "(0, util_1.deepMerge)(tf, (0, _tokens_1.resolve)(this, this.rawOverrides));\n        return tf;",
    ),
    # Each token keeps the stack on which it was made. Python's stack is elsewhere: all that is seen here is the kernel.
    "cdktf/lib/tokens/private/stack-trace.js": (
        "below = below || captureStackTrace;",
        "return [];",
    ),
}

_BUNDLE = """"use strict";
const path = require("path");
const here = typeof __dirname === "undefined" ? "/" : __dirname;
const modules = {
%(modules)s
};
const loaded = new Map();
function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {}, id: name, filename: path.join(here, name), loaded: false };
  loaded.set(name, module);
  const [run, requests] = modules[name];
  const own = (request) => Object.hasOwn(requests, request) ? load(requests[request]) : require(request);
  try {
    run.call(module.exports, module.exports, own, module, module.filename, path.dirname(module.filename));
  } catch (error) {
    loaded.delete(name);
    throw error;
  }
  module.loaded = true;
  return module.exports;
}
const exported = load(%(entry)s);
// Not there while a snapshot is built.
if (typeof module !== "undefined") module.exports = exported;
"""


def bundle_modules(files: Files, entry: str) -> bytes:
    """Return one file that does what requiring `entry` does. What is not among the files is left to Node.js."""
    waiting, wrapped = [entry], {}
    while waiting:
        path = waiting.pop()
        if path in wrapped:
            continue
        source = _source(files, path)
        requests = {request: resolve(files, path, request) for _, request in _REQUIRE.findall(source)}
        inside = {request: found for request, found in sorted(requests.items()) if found is not None}
        head = f"{json.dumps(path)}: [function (exports, require, module, __filename, __dirname) {{"
        wrapped[path] = f"{head}{source}\n}}, {json.dumps(inside)}],"
        waiting += inside.values()
    modules = "\n".join(wrapped[path] for path in sorted(wrapped))
    return (_BUNDLE % {"modules": modules, "entry": json.dumps(entry)}).encode()


def plain(content: bytes) -> str:
    """Return a file without its source map, which is as long as the rest of it."""
    return _SOURCE_MAP.sub("\n", content.decode())


def exported_folders(index: bytes) -> dict[str, str]:
    """Return the folder that each export of a provider's index comes from."""
    return dict(_EXPORT.findall(index.decode()))


def lazy_index(exports: Mapping[str, str]) -> bytes:
    """Return an index that requires a folder when what it exports is asked for."""
    getters = "\n".join(f'  get {name}() {{ return require("./{folder}"); }},' for name, folder in exports.items())
    return f'"use strict";\nmodule.exports = {{\n{getters}\n}};\n'.encode()


def resolve(files: Files, importer: str, request: str) -> str | None:
    """The file that Node.js would load; None for what is not in the package."""
    if request.startswith("."):
        found = _file(files, posixpath.normpath(posixpath.join(posixpath.dirname(importer), request)))
        if found is None:
            raise BundleError(f"{importer} requires {request}, which is not there")
        return found
    parts = request.split("/")
    name, rest = ("/".join(parts[:2]), parts[2:]) if request.startswith("@") else (parts[0], parts[1:])
    folder = posixpath.dirname(importer)
    while True:
        package = posixpath.join(folder, "node_modules", name)
        if f"{package}/package.json" in files:
            return _in_package(files, package, "/".join(rest))
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def _in_package(files: Files, package: str, rest: str) -> str | None:
    described = json.loads(files[f"{package}/package.json"])
    exports = described.get("exports")
    if exports is not None:
        entries = (
            exports if isinstance(exports, dict) and all(key.startswith(".") for key in exports) else {".": exports}
        )
        target = _condition(entries.get(f"./{rest}" if rest else "."))
        return None if target is None else _file(files, posixpath.normpath(posixpath.join(package, target)))
    return _file(files, posixpath.normpath(posixpath.join(package, rest or described.get("main") or "index.js")))


def _condition(target: Any) -> str | None:
    """The first condition that holds for `require`, as Node.js takes them in their order."""
    if isinstance(target, str) or target is None:
        return target
    for name, value in target.items():
        if name in ("node", "require", "module-sync", "default"):
            found = _condition(value)
            if found is not None:
                return found
    return None


def _file(files: Files, path: str) -> str | None:
    candidates = (path, f"{path}.js", f"{path}.json", f"{path}/index.js", f"{path}/index.json")
    return next((candidate for candidate in candidates if candidate in files), None)


def _source(files: Files, path: str) -> str:
    text = plain(files[path])
    if path.endswith(".json"):
        return f"module.exports = {text}"
    if not path.endswith((".js", ".cjs")):
        raise BundleError(f"{path} is required, but is no JavaScript")
    for end, (before, after) in REWRITTEN.items():
        if path.endswith(end):
            text = text.replace(before, after)
    return _NOT_LATIN_1.sub(lambda found: json.dumps(found[0])[1:-1], text)
