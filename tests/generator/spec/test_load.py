"""Reading YAML: what is safe is read with its place, what is not gets one clear finding."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics.findings import Finding, Location, SpecError
from generator.diagnostics.spec_path import SpecPath
from generator.spec.load import load_file, load_text
from generator.spec.node import Node, find, to_plain


def test_every_value_knows_its_line_and_column():
    node = load_text("a: 1\nb:\n  - x\n  - y: deep\n", "f.yaml")
    deep = find(node, SpecPath(("b", 1, "y")))
    assert deep is not None
    assert deep.location == Location("f.yaml", 4, 8)
    assert deep.key_location == Location("f.yaml", 4, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("12:30", "12:30"),
        ("on", "on"),
        ("2024-01-01", "2024-01-01"),
        ("TRUE", True),
        ("~", None),
        ("0x1F", 31),
        ("0o17", 15),
        ("007", 7),
        ("-1.5e3", -1500.0),
        ('"1"', "1"),
        ("'true'", "true"),
        ('""', ""),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(text, value):
    assert to_plain(load_text(f"a: {text}", "f"))["a"] == value


def test_an_empty_file_is_an_empty_map():
    assert to_plain(load_text("# nothing\n", "f")) == {}


def test_an_alias_stands_for_its_anchor():
    assert to_plain(load_text("a: &x {k: [1]}\nb: *x\n", "f")) == {"a": {"k": [1]}, "b": {"k": [1]}}


BOMB = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
)


@pytest.mark.parametrize(
    ("sentence", "text", "code", "line"),
    [
        ("a tag that names Python code", "a: 1\nb: !!python/object/apply:os.system [ls]", "YML004", 2),
        ("a harmless tag", "a: !!str 5", "YML004", 1),
        ("a key given twice", "a: 1\nb: 2\na: 3", "YML006", 3),
        ("an alias bomb", BOMB, "YML002", 5),
        ("an alias inside its own anchor", "a: &a [*a]", "YML005", 1),
        ("an alias to nothing", "a: *b", "YML005", 1),
        ("an alias as key", "x: &x k\n*x : 1", "YML005", 2),
        ("a merge key of a text", "a: &a text\nb: {<<: *a}", "YML005", 2),
        ("a list as key", "? [a]\n: 1", "YML005", 1),
        ("two documents", "a: 1\n---\nb: 2", "YML003", 2),
        ("a broken flow list", "a: [1\nb: 2", "YML003", 1),
        ("a tab as indentation", "a:\n\tb: 1", "YML003", 2),
        ("nesting without end", "a: " + "[" * 60, "YML002", 1),
        ("nesting that even the parser refuses", "a: " + "[" * 50_000, "YML003", 1),
        ("a number beyond all bounds", "a: 9e999", "YML003", 1),
        ("a control character", "a: \x01", "YML003", 1),
    ],
)
def test_unsafe_or_broken_yaml_is_one_finding_at_its_line(sentence, text, code, line):
    with pytest.raises(SpecError) as caught:
        load_text(text, "f.yaml")
    (finding,) = caught.value.findings
    assert (finding.code, finding.location.file, finding.location.line) == (code, "f.yaml", line), sentence


def test_a_file_that_is_not_utf8_is_a_finding(tmp_path):
    (tmp_path / "f.yaml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(SpecError, match="not UTF-8"):
        load_file(tmp_path / "f.yaml")


def test_a_folder_or_missing_file_is_a_finding(tmp_path):
    for path in (tmp_path, tmp_path / "missing.yaml"):
        with pytest.raises(SpecError, match="cannot read the file"):
            load_file(path)


def test_a_file_over_the_size_limit_is_not_parsed(tmp_path):
    (tmp_path / "f.yaml").write_text("a: " + "x" * 1_000_001)
    with pytest.raises(SpecError, match="larger than"):
        load_file(tmp_path / "f.yaml")


_plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(min_size=1), _plain, max_size=4))
def test_what_a_yaml_library_writes_is_read_back(plain):
    text = yaml.safe_dump(plain, allow_unicode=True, default_style='"')
    texts = yaml.load(text, Loader=yaml.BaseLoader)
    quoted_only = text.replace("!!int ", "").replace("!!float ", "").replace("!!bool ", "").replace("!!null ", "")
    assert to_plain(load_text(quoted_only, "f")) == texts


@given(st.text(alphabet="{}[]&*!|>-?:,#'\"%@` \n\tab<1~"))
def test_no_text_makes_it_fail_otherwise_than_with_a_finding(text):
    try:
        node = load_text(text, "f")
    except SpecError as error:
        node = error.findings[0]
    assert isinstance(node, Node | Finding)
