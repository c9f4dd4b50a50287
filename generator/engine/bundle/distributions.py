"""Read the installed distributions that a bundle is built from.

A wheel's RECORD lists the digest of each of its files, so the RECORD's own digest stands for the wheel. The archive
that is read is looked at as well (size and time of change), for somebody may have replaced it in place.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from generator.engine.bundle.errors import BundleError

# The tested ones, by major and minor version. With another version the stock bindings run: slower, but right.
# Beside cdktn, constructs is 10.7: `make check-engines` tries that.
TESTED = {
    "jsii": ("1.142",),
    "constructs": ("10.7", "10.8"),
    "cdktf": ("0.21",),
    "cdktf_cdktf_provider_aws": ("21.22",),
}
PACKAGES = ("constructs", "cdktf", "cdktf_cdktf_provider_aws")


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One installed wheel. `archive` is the npm package inside of it, where it has one."""

    module: str
    version: str
    folder: Path
    record: bytes
    archive: Path | None

    def fingerprint(self) -> str:
        """Return a text that changes when the wheel does."""
        digest = hashlib.sha256(self.record).hexdigest()
        if self.archive is None:
            return f"{self.module} {self.version} {digest}"
        status = self.archive.stat()
        return f"{self.module} {self.version} {digest} {status.st_size} {status.st_mtime_ns}"

    def read(self, path: Path) -> bytes:
        """Return the content of a file of the wheel. Raises BundleError where it is not the published one."""
        content = path.read_bytes()
        name = path.relative_to(self.folder.parent).as_posix()
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        if f"{name},sha256={digest},".encode() not in self.record:
            raise BundleError(f"{name} is not the file that {self.module} {self.version} was published with")
        return content


def installed_distributions() -> dict[str, Distribution]:
    """Return the installed packages by module. Raises BundleError where one is not of a tested version."""
    found = {module: _distribution(module) for module in TESTED}
    for module, tested in TESTED.items():
        version = found[module].version
        if version.rpartition(".")[0] not in tested:
            raise BundleError(f"{module} {version} is installed, and {' or '.join(tested)} is what was tested")
    return found


def _distribution(module: str) -> Distribution:
    spec = PathFinder.find_spec(module)
    locations = list(spec.submodule_search_locations or ()) if spec else []
    if len(locations) != 1:
        raise BundleError(f"{module} is not installed as one folder")
    folder = Path(locations[0])
    information = list(folder.parent.glob(f"{module}-*.dist-info"))
    if len(information) != 1:
        raise BundleError(f"{module} has {len(information)} .dist-info folders")
    try:
        record = (information[0] / "RECORD").read_bytes()
        archives = sorted((folder / "_jsii").glob("*.jsii.tgz"))
    except OSError as error:
        raise BundleError(f"{module}: {error}") from error
    if len(archives) != (module in PACKAGES):
        raise BundleError(f"{module} holds {len(archives)} jsii archives")
    version = information[0].name.removesuffix(".dist-info").rpartition("-")[2]
    return Distribution(
        module=module, version=version, folder=folder, record=record, archive=archives[0] if archives else None
    )
