"""Slim bindings: a copy of the installed jsii packages, cut down to the resources in use.

    installed   what is installed: versions, digests, where the packages are
    recipe      which parts of a package are kept: a pure function of its files and the list of modules
    arguments   how JavaScript wants to be asked for what Python asks for
    store       the cut copy in the user's cache: made once, whole or not at all, checked when it is loaded
    kernel      the Node.js process that runs it, without the second process and the waiting of the stock one

The provider's package describes 25,000 types in 130 MB of JSON, and its index requires every resource; a stack uses
some hundred of them.
"""
