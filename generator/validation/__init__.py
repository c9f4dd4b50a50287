"""Check specs: one file, many files, all environments of a run; with waivers applied."""
