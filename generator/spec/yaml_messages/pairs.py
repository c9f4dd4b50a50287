"""Keys and values: a colon or a space that is missing, or one too many."""

from __future__ import annotations

import re

from generator.spec.yaml_messages.failure import KEY, PAIR, Explanation, Failure

_NO_SPACE = re.compile(rf"(?P<indent> *)(?P<dash>(?:- +)*){KEY}:(?P<value>[^\s/].*)")
_BARE_KEY = re.compile(r"(?P<indent> *)(?P<dash>(?:- +)*)(?P<key>[A-Za-z][\w-]*)\s*(?:#.*)?$")
_EQUALS = re.compile(r" *(?:- +)*(?P<key>[A-Za-z][\w-]*)\s*=\s*(?P<value>\S.*)")


def no_space(failure: Failure) -> Explanation:
    for number in dict.fromkeys((*(failure.began or ())[:1], failure.above()[0], failure.line)):
        pair = _NO_SPACE.match(failure.text(number))
        if pair and not PAIR.match(failure.text(number)):
            column = pair.end("key") + 1
            return number, column, f"a space is missing after the colon: write '{pair['key']}: {pair['value'][:40]}'"
    return None


def equals(failure: Failure) -> Explanation:
    for number in dict.fromkeys((failure.above()[0], failure.line)):
        pair = _EQUALS.match(failure.text(number))
        if pair and ":" not in pair["key"] and not PAIR.match(failure.text(number)):
            message = f"a key and its value are joined by a colon: write '{pair['key']}: {pair['value'][:40]}'"
            return number, pair.start("key") + 1, message
    return None


def no_colon(failure: Failure) -> Explanation:
    for number in dict.fromkeys((*(failure.began or ())[:1], failure.above()[0], failure.line)):
        bare = _BARE_KEY.match(failure.text(number))
        before = re.match(r"( *)- [^:]*$", failure.text(number - 1))
        if bare and before and before[1] == bare["indent"] and not bare["dash"]:
            return number, len(before[1]) + 1, f"a dash is missing before {bare['key']!r}: write '- {bare['key']}'"
        if bare:
            return number, bare.end("key") + 1, f"a colon is missing after {bare['key']!r}: write '{bare['key']}:'"
    for number in dict.fromkeys((*(failure.began or ())[:1], failure.line)):
        text = failure.text(number)
        words = re.match(r" *(?:- +)*(?P<key>[A-Za-z][\w-]*) +(?P<value>[^:=]+)$", text)
        if words and "expected ':'" in failure.problem:
            column = words.end("key") + 1
            return (
                number,
                column,
                f"a colon is missing after {words['key']!r}: write '{words['key']}: {words['value']}'",
            )
    return None


def colon_in_value(failure: Failure) -> Explanation:
    pair = PAIR.match(failure.here)
    if not pair or "mapping values" not in failure.problem:
        return None
    value = pair["value"].strip()
    if ": " not in value and not value.endswith(":"):
        return None
    column = failure.here.index(value, pair.end("key")) + 1
    return failure.line, column, f"a text that holds ': ' must stand in quotes: {pair['key']}: \"{value[:60]}\""
