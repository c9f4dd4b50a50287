"""Explain syntax errors of YAML in words that tell an author what to type.

The parser says what it expected where it gave up. The cause is often a line above, and has one of a few shapes: a
colon, a space, a comma or a quote that is missing, a tab, a line that is indented by one too many. Each function here
knows one shape; the first that recognizes its own speaks, and the parser's words are the last resort.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from generator.spec.yaml_messages import characters, indentation, pairs, quotes_and_brackets
from generator.spec.yaml_messages.failure import Explanation, Failure

# What YAML takes for the end of a line.
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

_SHAPES: tuple[Callable[[Failure], Explanation], ...] = (
    characters.conflict,
    characters.tab,
    characters.slashes,
    characters.forbidden_start,
    characters.block_text,
    characters.document,
    characters.star_or_ampersand,
    quotes_and_brackets.open_quote,
    quotes_and_brackets.text_after_quote,
    quotes_and_brackets.open_bracket,
    quotes_and_brackets.bracket_left_open,
    quotes_and_brackets.bracket_too_many,
    indentation.dash_as_value,
    indentation.stray_dash,
    pairs.equals,
    pairs.no_space,
    pairs.colon_in_value,
    pairs.no_colon,
    indentation.too_deep,
    indentation.first_key_indented,
    indentation.out_of_line,
)


def explain(text: str, error: yaml.MarkedYAMLError) -> tuple[int, int, str]:
    """Return line, column and message for what the parser refused."""
    location = error.problem_mark or error.context_mark
    line, column = (location.line + 1, location.column + 1) if location else (1, 1)
    began = (error.context_mark.line + 1, error.context_mark.column + 1) if error.context_mark else None
    problem = str(error.problem or error.context or "it cannot be read")
    failure = Failure(_BREAK.split(text), line, column, f"{error.context or ''} {problem}", began)
    for shape in _SHAPES:
        found = shape(failure)
        if found is not None:
            return found
    return line, column, f"not valid YAML: {problem}"
