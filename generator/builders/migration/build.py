"""What a migration needs besides the entries of other sections that it implies."""

from __future__ import annotations

from collections.abc import Mapping

from generator.builders.encryption import KeyExports
from generator.builders.functions import FunctionExports
from generator.builders.migration.dms import DmsExports, build_dms
from generator.builders.migration.schedules import build_schedules
from generator.builders.network import NetworkExports
from generator.builders.secrets import SecretExports
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.database import Database
from generator.spec.model.migration import Migration
from generator.stack_plan import Scope, step


@step
def build_migration(
    scope: Scope,
    move: Migration | None,
    naming: Naming,
    *,
    account: Account,
    keys: KeyExports,
    network: NetworkExports,
    secrets: Mapping[str, SecretExports],
    functions: Mapping[str, FunctionExports],
    database: Database,
) -> DmsExports | None:
    """Build what calls the functions of a migration, and what DMS replicates; nothing where none is under way."""
    if move is None:
        return None
    build_schedules(scope, move, naming, account=account, functions=functions)
    return build_dms(
        scope, move, naming, account=account, keys=keys, network=network, secrets=secrets, database=database
    )
