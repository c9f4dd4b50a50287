"""Rollouts: the state machine of each, its roles, and the one that recovers it."""

from generator.builders.rollouts.build import build_rollouts as build_rollouts
