"""Build the archives of Lambda functions: byte-identical on every machine, cached by content, offline once cached.

lock      what third-party packages are pinned, with hashes
wheels    those packages for the function's architecture and runtime, by pip
contents  which files of ours and of theirs go in
zip_file  one zip whose bytes follow from its contents alone
cache     where wheels and archives are kept
"""

from generator.packaging.build import Archive, build_archive
from generator.packaging.errors import PackagingError

__all__ = ["Archive", "PackagingError", "build_archive"]
