"""List the CI systems whose tokens AWS takes, with the host that issues them and the audience that they name.

Sources: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services"; GitLab Docs, "Configure OpenID Connect in
AWS". AWS trusts both hosts by their certificate authority, so that no thumbprint is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class IdentityProvider(NamedTuple):
    host: str
    audience: str


PROVIDERS: Mapping[str, IdentityProvider] = {
    "github": IdentityProvider("token.actions.githubusercontent.com", "sts.amazonaws.com"),
    "gitlab": IdentityProvider("gitlab.com", "https://gitlab.com"),
}
