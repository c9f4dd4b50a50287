"""The one way in which slim bindings fail."""


class SlimError(Exception):
    """Slim bindings can't be used here: the stock ones will do. The text says why, in a few words."""
