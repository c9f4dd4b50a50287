"""The controls, one module each. The list is in `generator/controls/__init__.py`."""
