"""The proxy logs in with one secret and knows no other user: without a right one it takes no connection."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, unknown_name
from generator.planning.database_access import bypasses_proxy
from generator.spec.model import Environment

CODE = "DBS009"
LEVEL = "error"
SUMMARY = "the proxy has no database secret to log in with"
SOURCE = "RDS user guide, Setting up database credentials for RDS Proxy"


def check(env: Environment) -> Iterator[Finding]:
    proxy = env.database.proxy
    if not proxy.enabled:
        return
    kinds = {secret.name: secret.kind for secret in env.secrets}
    if proxy.secret not in kinds:
        problem, remedy = f"there is no secret {proxy.secret!r}", ": add it to 'secrets', with kind 'database'"
        yield unknown_name(CODE, proxy.pointer / "secret", problem, proxy.secret, kinds, remedy)
        return
    if kinds[proxy.secret] != "database":
        message = f"secret {proxy.secret!r} is of kind 'generic', the proxy needs a login: set its kind to 'database'"
        yield Finding(CODE, proxy.pointer / "secret", message)
        return
    for function in env.functions:
        for grant in function.grants.secrets:
            if function.database and kinds.get(grant.name) == "database" and grant.name != proxy.secret:
                message = f"the proxy knows secret {proxy.secret!r} only and refuses this one: grant that instead"
                if grant.access == ("read",) and not bypasses_proxy(function):
                    yield Finding(CODE, grant.pointer / "name", message)
