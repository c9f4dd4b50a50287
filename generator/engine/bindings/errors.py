"""The one way in which cut-down bindings fail."""


class BindingsError(Exception):
    """Cut-down bindings can't be used here: the stock ones will do. The text says why, in a few words."""
