"""Cut-down bindings: a copy of the installed jsii packages, cut down to the resources in use.

    selection   which bindings run: the cut-down ones, or the stock ones
    installed   what is installed: versions, digests, where the packages are
    recipe      which parts of a package are kept: a pure function of its files and the list of modules
    signatures  how JavaScript wants to be called for what Python calls
    store       the copy in the user's cache: made once, whole or not at all, checked when it is loaded

The provider's package describes 25,000 types in 130 MB of JSON, and its index requires every resource; a stack uses
some hundred of them. Plans are replayed with the JavaScript of the copy; programs that use the Python bindings
themselves load the copy's provider into the kernel that jsii starts.
"""
