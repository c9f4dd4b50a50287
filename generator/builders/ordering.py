"""Order between resources: a precondition over references, which Terraform must know first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.stack_plan import Fn, Op, Precondition, TerraformResourceLifecycle, Token


def depends_on_all(references: Iterable[str], *, otherwise: str) -> Any:
    """Return the lifecycle of a resource that waits until every reference is known; `otherwise` is the error where none
    is.
    """
    # The comparison is part of the expression: outside it, the condition would be a text, which a plan refuses.
    # And it is with 1, because cdktf writes a 0 as `undefined`.
    some = Op.gte(Fn.length_of(Token.as_list(list(references))), 1)
    return TerraformResourceLifecycle(
        precondition=[Precondition(condition=Token.as_string(some), error_message=otherwise)]
    )
