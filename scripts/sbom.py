"""Write a bill of materials (CycloneDX 1.6, JSON) for the archive of every function of every environment.

    python -m scripts.sbom [--out build/sbom]

What is listed is what lies in the archive, by the metadata that travels in it. The hash of a package is that of
its wheel, the hash of the function that of its zip. The same archive gives the same bytes: there is no time in it, and
its serial number follows from the archive's digest.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from collections.abc import Iterator, Mapping
from email import message_from_string
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from generator.diagnostics.findings import SpecError
from generator.diagnostics.usage_error import UsageError
from generator.packaging.archives import LAMBDA_SOURCE, BuiltArchives
from generator.packaging.lock import normalized, read_locks
from generator.packaging.targets import lambda_target
from generator.packaging.wheels import download_wheels
from generator.spec.model.functions import Function
from generator.validation.environments import resolve_environments
from scripts.licences import licence_of

_METADATA = ".dist-info/METADATA"


def bill_of(name: str, archive: Path, wheels: Mapping[str, Path]) -> str:
    """Return the bill of an archive as JSON. `wheels`: where each package came from, by its normalized name."""
    content = archive.read_bytes()
    digest = sha256(content).hexdigest()
    function = Component(
        name=name, type=ComponentType.APPLICATION, version=digest[:12], bom_ref=name, hashes=[_sha256(digest)]
    )
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, f"sha256:{digest}"), components=_packages(archive, wheels))
    bom.metadata.component = function
    bom.metadata.timestamp = None  # type: ignore[assignment]  # the format lets it out, the library only at this point
    bom.register_dependency(function, bom.components)
    return str(JsonV1Dot6(bom).output_as_string(indent=2)) + "\n"


def _packages(archive: Path, wheels: Mapping[str, Path]) -> Iterator[Component]:
    with zipfile.ZipFile(archive) as opened:
        for path in opened.namelist():
            if path.endswith(_METADATA) and path.count("/") == 1:
                yield _package(opened.read(path).decode("utf-8"), wheels)


def _package(metadata: str, wheels: Mapping[str, Path]) -> Component:
    fields = message_from_string(metadata)
    name, version = normalized(fields["Name"]), fields["Version"]
    url = PackageURL("pypi", None, name, version)
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        description=fields["Summary"],
        purl=url,
        bom_ref=str(url),
        licenses=[LicenseFactory().make_from_string(licence_of(name, fields))],
        hashes=[_sha256(sha256(wheels[name].read_bytes()).hexdigest())],
    )


def _sha256(digest: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=digest)


def bills(functions: list[Function]) -> dict[str, str]:
    """Return the bills of functions by file name: one a source, runtime and architecture."""
    archives = BuiltArchives()
    found = {}
    for function in functions:
        source = LAMBDA_SOURCE / function.source_folder()
        target = lambda_target(function.runtime, function.architecture)
        wheels = download_wheels(read_locks([LAMBDA_SOURCE, source]), target)
        named = {requirement.name: wheel for requirement, wheel in wheels.items()}
        file = f"{source.name}-{function.runtime}-{function.architecture}.cdx.json"
        found[file] = bill_of(source.name, archives.archive(function).path, named)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Write a bill of materials for every archive.")
    parser.add_argument("--out", type=Path, default=Path("build/sbom"), help="folder (default: build/sbom)")
    arguments = parser.parse_args()
    try:
        environments, _ = resolve_environments([], None)
        written = bills([function for environment in environments for function in environment.functions])
    except (UsageError, SpecError) as error:
        print(error, file=sys.stderr)
        return 1
    arguments.out.mkdir(parents=True, exist_ok=True)
    for file, text in sorted(written.items()):
        (arguments.out / file).write_text(text, encoding="utf-8")
        print(arguments.out / file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
