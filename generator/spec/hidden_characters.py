"""Find invisible characters in a text: line breaks and spaces at its ends, and characters without a shape."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from generator.diagnostics.findings import Finding, Fix
from generator.diagnostics.spec_path import SpecPath
from generator.spec.node import Node, named_path

# They join the parts of an emoji, or of words in some scripts, and so can be meant.
_JOINERS = frozenset("\u200c\u200d")


def hidden_fault(text: str) -> str:
    """Return what is hidden in a text that is not allowed, and how to fix it; empty where nothing is."""
    bare = text.strip()
    for at, character in enumerate(text):
        if is_invisible(character):
            return _message(text, at)
    if "\n" in bare:
        return f"the text has {bare.count(chr(10)) + 1} lines: write it on the line of its key"
    if "\n" in text:
        return f"the text ends with a line break: write {bare!r} on the line of its key, without | or >"
    if bare != text and bare:
        end = "begins" if text[0].isspace() else "ends"
        return f"the text {end} with a space: write {bare!r}"
    return ""


# Letters that look like those of ASCII in most fonts: Cyrillic and Greek.
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u03bf\u03b1\u03bd\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425",
    "aeopcyxijsoavABEKMHOPCTX",
)


def look_alike_fault(text: str) -> str:
    """Return which letter of a text only looks like one of ASCII, and how to fix it; empty where none does."""
    for character in text:
        plain = character.translate(_LOOK_ALIKES)
        if plain != character:
            meant = without_look_alikes(text)
            return f"the letter {character!r} ({_character_name(character)}) only looks like {plain!r}: write {meant!r}"
    return ""


def without_look_alikes(text: str) -> str:
    """Return the text with letters of ASCII for those that look like them."""
    return text.translate(_LOOK_ALIKES)


def without_hidden(text: str) -> str:
    """Return the text with plain spaces for others, without invisible characters, and without spaces at its ends."""
    plain = (" " if unicodedata.category(letter) == "Zs" else letter for letter in text)
    return "".join(letter for letter in plain if not is_invisible(letter)).strip()


def is_invisible(character: str) -> bool:
    """Return whether a character has no shape, or looks like a space and is none."""
    if character in " \n\t" or character in _JOINERS or character.isprintable():
        return False
    return unicodedata.category(character) in ("Cf", "Cc", "Zs", "Zl", "Zp")


def invisible_characters(root: Node) -> Iterator[Finding]:
    """Yield a warning for each text of a file that holds an invisible character."""
    yield from _in(root, root, SpecPath())


def _in(root: Node, node: Node, at: SpecPath) -> Iterator[Finding]:
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            yield from _in(root, item, at / key)
    elif isinstance(node.value, tuple):
        for index, entry in enumerate(node.value):
            yield from _in(root, entry, at / index)
    elif isinstance(node.value, str) and not node.value.isascii():
        hidden = [index for index, character in enumerate(node.value) if is_invisible(character)]
        if hidden:
            message = _message(node.value, hidden[0])
            fix = Fix(node.location, node.value, without_hidden(node.value)) if node.location else None
            yield Finding("SPC080", at, message, "warning", node.location, named_path(root, at), fix)


def _message(text: str, at: int) -> str:
    character = text[at]
    return f"{_description(character)} ({_character_name(character)}) is {_position(text, at)}: {_remedy(character)}"


def _description(character: str) -> str:
    return "what looks like a space" if unicodedata.category(character) == "Zs" else "an invisible character"


def _remedy(character: str) -> str:
    return "write a plain space" if unicodedata.category(character) == "Zs" else "take it out"


def _position(text: str, at: int) -> str:
    if at == len(text) - 1:
        return f"at the end of {text[:at][-40:]!r}"
    return f"before {text[at + 1 :][:40]!r}" if at == 0 else f"after {text[:at][-40:]!r}"


def _character_name(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}{f', {name}' if name else ''}"
