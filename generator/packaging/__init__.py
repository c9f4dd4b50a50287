"""Build the archives of Lambda functions: byte-identical on every machine, cached by content, offline once cached.

lock      what third-party packages are pinned, with hashes
wheels    those packages for the function's architecture and runtime, by pip
contents  which files of ours and of theirs go in
zip_file  one zip whose bytes follow from its contents alone
cache     where wheels and archives are kept
build     all of it together; only who builds imports it
"""
