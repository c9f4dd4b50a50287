"""The bundle: cdktf, the resources in use and the replay of plans as one JavaScript file, made of the installed wheels.

    selection    whether it runs, or the stock bindings
    installed    what is installed: versions, digests, where the packages are
    contents     the files of a bundle: a pure function of the installed packages and the list of modules
    javascript   many modules as one file
    signatures   how JavaScript is to be called for what Python calls
    jsii_package the same for the kernel of jsii, which programs of one's own have
    store        bundles in the user's cache: made once, whole or not at all, checked when they are used

The provider's package describes 25,000 types in 130 MB of JSON, and its index requires every resource; a stack uses
some hundred of them.
"""
