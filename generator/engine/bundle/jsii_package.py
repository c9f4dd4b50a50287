"""Package the replay for jsii, for programs whose stacks live in the kernel that jsii runs for Python.

jsii packages are npm packages with an assembly, which describes their types. The only type here is a class with one
method, so that a plan takes one call instead of a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.engine.bundle.npm_package import compact, pack

NAME, VERSION, METHOD = "payinfra-replay", "1.0.0", "replay"
REPLAY_TYPE = f"{NAME}.Replay"
_TEXT, _ANY = {"primitive": "string"}, {"primitive": "any"}
_METHOD = {
    "name": METHOD,
    "static": True,
    "parameters": [{"name": "stack", "type": _ANY}, {"name": "plan", "type": _TEXT}],
}
_ASSEMBLY = {
    "schema": "jsii/0.10.0",
    "name": NAME,
    "version": VERSION,
    "jsiiVersion": "1.0.0",
    "types": {
        REPLAY_TYPE: {"assembly": NAME, "fqn": REPLAY_TYPE, "kind": "class", "name": "Replay", "methods": [_METHOD]}
    },
}


def jsii_package(scripts: Mapping[str, bytes]) -> bytes:
    """Return the archive of the package; `index.js` among its scripts exports the class `Replay`."""
    description = compact({"name": NAME, "version": VERSION, "main": "index.js"})
    return pack({"package.json": description, ".jsii": compact(_ASSEMBLY), **scripts})
