"""Checking specs: one file, many files, all environments of a run; waivers applied."""
