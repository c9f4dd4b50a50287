"""Rollouts: the state machine of each, what it may do, and what takes over where it is ended from outside."""

from generator.builders.rollouts.build import build_rollouts as build_rollouts
