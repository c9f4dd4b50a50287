"""The bundle: cdktf, the resources in use and the replay of plans as one JavaScript file, built from installed wheels.

    selection       whether the bundle runs, or the stock bindings
    distributions   the installed packages: versions, digests, folders
    contents        the files of a bundle: a pure function of the installed packages and the list of modules
    module_bundler  many JavaScript modules as one file
    signatures      how JavaScript is called for what Python calls
    jsii_package    the replay as a package for the kernel of jsii, which programs of one's own have
    npm_package     reading and writing npm archives
    cache           bundles in the user's cache: built once, whole or not at all, checked when they are used

The provider's package describes 25,000 types in 130 MB of JSON, and its index requires every resource; a stack uses
some hundred of them.
"""
