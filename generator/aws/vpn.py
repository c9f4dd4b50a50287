"""List what a site-to-site VPN may use: algorithms of 128 bits of strength and more, and who has which number in BGP.

Sources: Site-to-Site VPN user guide, "Tunnel options", "Site-to-Site VPN logs"; EC2 API reference, CreateVpnGateway,
CreateCustomerGateway; Direct Connect API reference, CreateDirectConnectGateway; NIST SP 800-57 part 1, table 2 (a group
of 3072 bits has 128 bits of strength, so that AWS's groups 2, 14 and 22 to 24 are left out); PCI DSS 4.2.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TUNNELS = (1, 2)
IKE_VERSIONS = ("ikev2",)
DIFFIE_HELLMAN_GROUPS = (15, 16, 17, 18, 19, 20, 21)
ENCRYPTION = ("AES256", "AES256-GCM-16")
INTEGRITY = ("SHA2-256", "SHA2-384", "SHA2-512")
# Of each tunnel. AWS begins, and begins again when the other side is gone: a tunnel does not wait for a payment.
TUNNEL_OPTIONS: Mapping[str, Any] = {
    "ike_versions": IKE_VERSIONS,
    "phase1_dh_group_numbers": DIFFIE_HELLMAN_GROUPS,
    "phase1_encryption_algorithms": ENCRYPTION,
    "phase1_integrity_algorithms": INTEGRITY,
    "phase2_dh_group_numbers": DIFFIE_HELLMAN_GROUPS,
    "phase2_encryption_algorithms": ENCRYPTION,
    "phase2_integrity_algorithms": INTEGRITY,
    "startup_action": "start",
    "dpd_timeout_action": "restart",
}
# The keys of the tunnels are made by AWS and kept where nobody reads them by the way: never in Terraform's state.
KEY_STORAGE = "SecretsManager"

# What a gateway of AWS's has where nobody asked for another.
DEFAULT_ASN = 64512
PRIVATE_ASNS = (range(64512, 65535), range(4200000000, 4294967295))
# Of AWS itself, in the regions that are named in CreateCustomerGateway and of old in the VPN guide.
RESERVED_ASNS: Mapping[int, str] = {
    7224: "us-east-1",
    9059: "eu-west-1",
    10124: "ap-northeast-1",
    17943: "ap-southeast-1",
}
# From here on the number of a customer gateway has an argument of its own.
FIRST_EXTENDED_ASN = 2_147_483_648
