"""Parse and render rules of composite alarms: `ALARM(a) AND NOT (OK(b) OR ALARM(c))`, over names of the spec."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")
TOKEN = re.compile(r"\s*(?:([A-Za-z][A-Za-z0-9_/-]*)|([()]))")
MAX_DEPTH = 30


class AlarmRuleError(ValueError):
    """A text that is no rule. The message says where it breaks off."""


@dataclass(frozen=True, slots=True)
class State:
    """ALARM, OK or INSUFFICIENT_DATA of one name."""

    state: str
    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    word: Literal["TRUE", "FALSE"]


@dataclass(frozen=True, slots=True)
class Not:
    of: AlarmRule


@dataclass(frozen=True, slots=True)
class Joined:
    word: Literal["AND", "OR"]
    parts: tuple[AlarmRule, ...]


AlarmRule = State | Constant | Not | Joined


def parse(text: str) -> AlarmRule:
    """Parse the rule of a text. Raises AlarmRuleError."""
    tokens = _Tokens(text)
    rule = _disjunction(tokens, 0)
    if tokens.next is not None:
        raise AlarmRuleError(f"AND or OR is missing before {tokens.next!r}")
    return rule


def names(rule: AlarmRule) -> Iterator[str]:
    """Yield every name in the rule, in order."""
    if isinstance(rule, State):
        yield rule.name
    elif isinstance(rule, Not):
        yield from names(rule.of)
    elif isinstance(rule, Joined):
        for part in rule.parts:
            yield from names(part)


def render(rule: AlarmRule, alarms: Callable[[str], Sequence[str]]) -> str:
    """Return the rule as CloudWatch reads it. `alarms` gives the real names for one of the spec: ALARM asks for any of
    them, OK for every one. Where there is none, because the stack has none of the kind, nothing is wrong."""
    if isinstance(rule, Constant):
        return rule.word
    if isinstance(rule, Not):
        return f"NOT {render(rule.of, alarms)}"
    if isinstance(rule, Joined):
        return "(" + f" {rule.word} ".join(render(part, alarms) for part in rule.parts) + ")"
    found = [f'{rule.state}("{name}")' for name in alarms(rule.name)]
    if not found:
        return "TRUE" if rule.state == "OK" else "FALSE"
    joined = (" AND " if rule.state == "OK" else " OR ").join(found)
    return joined if len(found) == 1 else f"({joined})"


class _Tokens:
    """The words of a rule, one ahead."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text.rstrip(), 0
        self.next: str | None = None
        self.take()

    def take(self) -> str | None:
        """Return the next word and go on."""
        taken = self.next
        match = TOKEN.match(self._text, self._at)
        if match is None and self._at < len(self._text):
            raise AlarmRuleError(f"cannot read {self._text[self._at :].strip()[:20]!r}")
        self._at = match.end() if match else self._at
        self.next = match.group(1) or match.group(2) if match else None
        return taken

    def expect(self, word: str, after: str) -> None:
        if self.take() != word:
            raise AlarmRuleError(f"{word!r} is missing after {after!r}")


def _disjunction(tokens: _Tokens, depth: int) -> AlarmRule:
    parts = [_conjunction(tokens, depth)]
    while tokens.next == "OR":
        tokens.take()
        parts.append(_conjunction(tokens, depth))
    return parts[0] if len(parts) == 1 else Joined("OR", tuple(parts))


def _conjunction(tokens: _Tokens, depth: int) -> AlarmRule:
    parts = [_operand(tokens, depth)]
    while tokens.next == "AND":
        tokens.take()
        parts.append(_operand(tokens, depth))
    return parts[0] if len(parts) == 1 else Joined("AND", tuple(parts))


def _operand(tokens: _Tokens, depth: int) -> AlarmRule:
    if depth > MAX_DEPTH:
        raise AlarmRuleError(f"it is nested more than {MAX_DEPTH} deep")
    word = tokens.take()
    if word == "NOT":
        return Not(_operand(tokens, depth + 1))
    if word == "TRUE" or word == "FALSE":
        return Constant("TRUE" if word == "TRUE" else "FALSE")
    if word == "(":
        rule = _disjunction(tokens, depth + 1)
        tokens.expect(")", "(...")
        return rule
    if word in STATES:
        return _state(tokens, str(word))
    found = "the end" if word is None else repr(word)
    raise AlarmRuleError(f"ALARM(...), OK(...), INSUFFICIENT_DATA(...), NOT or '(' is expected in place of {found}")


def _state(tokens: _Tokens, state: str) -> State:
    tokens.expect("(", state)
    name = tokens.take()
    if name is None or name in "()":
        raise AlarmRuleError(f"the name of an alarm is missing after '{state}('")
    tokens.expect(")", f"{state}({name}")
    return State(state, name)
