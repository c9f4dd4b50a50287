"""Load the table of resource types: `resource_types.json`, a row for each Terraform resource type that a builder uses.

Whoever uses a new type adds a row, and nothing else outside the builder: the bindings, the names, the controls, the
inventory of an assessment and `diff --resources` all read it here.

Sources: names, the naming constraints in each service's API reference; encryption, the encryption page of each
service's guide; what is replaced, the AWS provider itself (5.100). Terraform does not publish which arguments it cannot
change in place, so `make check-replacement` asks it about every argument of every row. For a few arguments the answer
depends on the values; the row then says what another value does in general.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

FILE = Path(__file__).with_suffix(".json")
_NOT_RESOURCES = (
    "data_aws_availability_zone",
    "data_aws_caller_identity",
    "data_aws_prefix_list",
    "data_aws_servicequotas_service_quota",
    "data_aws_vpc_endpoint",
    "provider",
)


class NameRule(NamedTuple):
    """Limits of the names that begin with one prefix.

    limit     in characters, of the whole name
    shortens  a long qualifier gives way to a digest of itself
    single    there is one in an environment, so that it never bears a qualifier
    pattern   the characters that AWS allows, without those that this project never uses
    """

    limit: int
    shortens: bool = False
    single: bool = False
    pattern: str = r"[a-z][a-z0-9-]*"


class ResourceType(NamedTuple):
    """One row: what the project knows of a Terraform resource type.

    purpose         what it is, for an inventory (PCI DSS 12.5.1)
    holds           whether it stores data, and whether AWS takes a customer managed key for it; with `reason` if not
    replaced_by     arguments whose change destroys the resource and creates another (ForceNew)
    create_before_destroy
                    the successor is created, and whoever uses it has changed over, before the predecessor goes.
                    Terraform hands this down to all that such a resource refers to: what gets it so has it in its row
    updated_with    attributes that are only known again after an update in place: whoever refers to them changes
    updated_without arguments whose update leaves those attributes as they are
    destroyed_after types of resources that use it without naming it, with the reason: they wait for it, so it goes last
    if_replaced     what stops a replacement, and the way out: for a person who is about to ask for one
    name            argument with its name, which ends with the suffix of the environment
    scoped_name     argument with a hierarchical name, which has the suffix in one of its parts
    name_tag        it bears a tag `Name`, as a person looks for it by name in the console
    prefixes        of the names that the project gives, with their limits
    keys            paths of the arguments that name a KMS key
    encrypted_if    path of the switch without which the key is not used
    domain          of the data: two domains never share a key (PCI DSS 3.7)
    destroyable_if  arguments and the values with which `terraform destroy` succeeds and leaves nothing
    """

    purpose: str
    holds: Literal["data", "data under keys of AWS", "nothing"]
    replaced_by: frozenset[str]
    reason: str = ""
    create_before_destroy: bool = False
    updated_with: frozenset[str] = frozenset()
    updated_without: frozenset[str] = frozenset()
    destroyed_after: Mapping[str, str] = {}
    if_replaced: str = ""
    name: str | None = None
    scoped_name: str | None = None
    name_tag: bool = False
    prefixes: Mapping[str, NameRule] = {}
    keys: tuple[str, ...] = ()
    encrypted_if: str | None = None
    domain: str | None = None
    destroyable_if: Mapping[str, bool] = {}


def read(text: str) -> Mapping[str, ResourceType]:
    """Return the rows of a table; ValueError names the resource type whose row is not right."""
    rows = {}
    for kind, row in json.loads(text).items():
        try:
            rows[kind] = _row(**row)
        except TypeError as error:
            raise ValueError(f"{FILE.name}: {kind}: {error}") from error
    return rows


def _row(
    *,
    replaced_by: list[str],
    updated_with: Sequence[str] = (),
    updated_without: Sequence[str] = (),
    keys: Sequence[str] = (),
    prefixes: Mapping[str, Any] = {},
    **plain: Any,
) -> ResourceType:
    return ResourceType(
        replaced_by=frozenset(replaced_by),
        updated_with=frozenset(updated_with),
        updated_without=frozenset(updated_without),
        keys=tuple(keys),
        prefixes={prefix: NameRule(**rule) for prefix, rule in prefixes.items()},
        **plain,
    )


RESOURCE_TYPES: Mapping[str, ResourceType] = read(FILE.read_text(encoding="utf-8"))
# The modules of the bindings that are in use: one a resource type, and those of a data source and the provider.
MODULES = tuple(sorted((*_NOT_RESOURCES, *(kind.removeprefix("aws_") for kind in RESOURCE_TYPES))))


def replaces(kind: str, argument: str) -> bool | None:
    """Return whether another value of an argument replaces the resource; None for a type without a row."""
    return argument in RESOURCE_TYPES[kind].replaced_by if kind in RESOURCE_TYPES else None
