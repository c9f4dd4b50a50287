"""A bundle does what its parts did: the same modules, once each, found as Node.js finds them."""

from __future__ import annotations

import os
import subprocess

import pytest

from generator.engine.bundle.errors import BundleError
from generator.engine.bundle.module_bundler import bundle_modules, lazy_index, plain, resolve
from generator.engine.node_process import use_bundled_node

INDEX = b"""
"use strict";
exports.order = ["index"];
const a = require("./a");
exports.a = a.name;
exports.later = a.later;
exports.same = require("./a") === a;
exports.deep = require("deep");
exports.version = require("../package.json").version;
exports.place = require("path").basename(__dirname);
exports.main = require.main === module;
try { require('not-there') } catch (error) { exports.missing = error.code }
//# sourceMappingURL=data:x
"""
CIRCLE = b"""
const index = require('./index');
index.order.push('a');
exports.name = 'a';
exports.later = index.order.length;
"""
DEEP = b"""{"main": "main", "exports": {".": {"import": "./no.mjs", "require": {"default": "./yes.js"}}}}"""
PACKAGE = {
    "package.json": b'{"name": "whole", "version": "1.2.3"}',
    "lib/index.js": INDEX,
    "lib/a.js": CIRCLE,
    "node_modules/deep/package.json": DEEP,
    "node_modules/deep/yes.js": b"module.exports = require('inner/part')",
    "node_modules/deep/node_modules/inner/package.json": b"{}",
    "node_modules/deep/node_modules/inner/part/index.js": b"module.exports = 'inner'",
}


def node(tmp_path, files, program):
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    use_bundled_node()
    command = [os.environ["JSII_NODE"], "-e", program]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()


def test_a_bundle_exports_what_its_entry_does(tmp_path):
    program = "console.log(JSON.stringify(require('./{}')))"
    parts = node(tmp_path / "parts", PACKAGE, program.format("lib/index.js"))
    files = {"package.json": PACKAGE["package.json"], "index.js": bundle_modules(PACKAGE, "lib/index.js")}
    whole = node(tmp_path / "whole", files, program.format("index.js"))
    assert whole == parts
    assert '"deep":"inner"' in whole
    assert '"same":true' in whole
    assert '"missing":"MODULE_NOT_FOUND"' in whole


@pytest.mark.parametrize(
    ("importer", "request_", "found"),
    [
        ("lib/index.js", "./a", "lib/a.js"),
        ("lib/index.js", "../package.json", "package.json"),
        ("lib/index.js", "deep", "node_modules/deep/yes.js"),
        ("node_modules/deep/yes.js", "inner/part", "node_modules/deep/node_modules/inner/part/index.js"),
        ("lib/index.js", "inner/part", None),
        ("lib/index.js", "fs", None),
    ],
)
def test_a_request_is_found_where_node_finds_it(importer, request_, found):
    assert resolve(PACKAGE, importer, request_) == found


def test_a_part_that_is_not_there_is_an_error_when_the_bundle_is_made():
    with pytest.raises(BundleError, match=r"lib/index.js requires \./b"):
        bundle_modules({"lib/index.js": b"require('./b')"}, "lib/index.js")


def test_the_index_loads_a_resource_when_it_is_asked_for(tmp_path):
    files = {
        "index.js": lazy_index({"one": "one", "two": "two"}),
        "one/index.js": b"exports.x = 1",
        "two/index.js": b"throw 2",
    }
    program = "const i = require('./index.js'); console.log(Object.keys(i).join(), i.one.x)"
    assert node(tmp_path / "parts", files, program) == "one,two 1"
    assert node(tmp_path / "whole", {"index.js": bundle_modules(files, "index.js")}, program) == "one,two 1"


def test_a_source_map_is_cut_off():
    assert plain(b"code\n//# sourceMappingURL=data:application/json;base64,xyz\n") == "code\n"
