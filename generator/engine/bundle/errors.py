"""The error of a bundle that cannot be built or used."""


class BundleError(Exception):
    """The bundle can't be used here, so the stock bindings run. The text says why, in a few words."""
