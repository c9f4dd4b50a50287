"""The one way in which a bundle fails."""


class BundleError(Exception):
    """The bundle can't be used here: the stock bindings will do. The text says why, in a few words."""
