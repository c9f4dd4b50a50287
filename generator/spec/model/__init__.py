"""A resolved spec as frozen, typed objects: one module a section, generated from `schemas/`."""

from generator.spec.model.environment import Environment as Environment
