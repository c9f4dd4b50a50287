"""Body models. They check structure; the functions check values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from generator.builders.api.snapshot import ApiSnapshot
from generator.planning.naming import Naming
from generator.spec.model.api import BodyModel
from generator.stack_plan import Scope, aws

DRAFT = "http://json-schema.org/draft-04/schema#"


def build_models(
    scope: Scope, models: Sequence[BodyModel], naming: Naming, snapshot: ApiSnapshot, *, rest_api: Any
) -> dict[str, Any]:
    """Build the models, and return them by their names in the spec."""
    return {
        model.name: snapshot.add(
            aws.ApiGatewayModel,
            scope,
            f"api-model-{model.name}",
            refs={"rest_api_id": rest_api.id},
            name=model_name(model.name, naming.suffix),
            description=f"Body {model.name}",
            content_type="application/json",
            schema=json.dumps({"$schema": DRAFT, "title": model.name, **model.schema}, sort_keys=True),
        )
        for model in models
    }


def model_name(name: str, suffix: str) -> str:
    """Return the name of a model, as `ModelPaymentDev`: API Gateway takes letters and digits only.

    Each part of a name begins with a letter, so that capitals keep the parts apart.
    """
    words = ["model", *name.split("-"), *suffix.split("-")]
    return "".join(word.capitalize() for word in words)
