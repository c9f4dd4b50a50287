"""List the requirements of PCI DSS v4.0.1 that this platform touches, and by whom each is met.

The words are ours, not the standard's. `beside` says what no stack can show, so that a report never claims more than
its evidence. What people or processes alone can do is listed as the organisation's, and never as shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

STANDARD = "PCI DSS v4.0.1"
Kind = Literal["stack", "tests", "organisation"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """`kind` is the origin of evidence: the stack, the tests of the functions, or the organisation."""

    title: str
    beside: str = ""
    kind: Kind = "stack"


_TESTS = (
    "Disk encryption does not meet this requirement (3.5.1.2) and is not counted here. No card number is accepted or "
    "stored: the tests of the functions prove that each is refused before a log line, trace, error or database sees it."
)

REQUIREMENTS: Mapping[str, Requirement] = {
    "1.2.5": Requirement("Services, protocols and ports are allowed only where they are needed, each with a reason"),
    "1.2.6": Requirement(
        "Insecure services and ports in use are defined and made safe", "Review them every six months."
    ),
    "1.3.1": Requirement("Traffic into the cardholder data environment is restricted to what is needed"),
    "1.3.2": Requirement("Traffic out of the cardholder data environment is restricted to what is needed"),
    "1.4.2": Requirement("Traffic from untrusted networks reaches only what is meant to be reached"),
    "1.4.4": Requirement("What stores account data cannot be reached from untrusted networks"),
    "1.4.5": Requirement("Internal addresses and routes are shown to nobody who need not know them"),
    "2.2.1": Requirement("Components follow a configuration standard", "Keep and approve the standard itself."),
    "2.2.5": Requirement("No insecure service, protocol or daemon is in use"),
    "2.2.6": Requirement("Security parameters are set against misuse"),
    "2.2.7": Requirement("Administrative access is encrypted", "The consoles and workstations of administrators."),
    "3.2.1": Requirement("Data is kept no longer than it is needed", "Decide and document how long that is."),
    "3.3.1": Requirement(
        "Sensitive authentication data is not kept after authorisation",
        "The functions refuse it; their tests prove that. The stack shows that logs hold no bodies or values.",
    ),
    "3.4.1": Requirement("Card numbers are masked wherever they are shown", "The stack shows it for logs only."),
    "3.5.1": Requirement("Stored card numbers are unreadable", _TESTS, "tests"),
    "3.5.1.2": Requirement("Disk encryption alone does not make card numbers unreadable", _TESTS, "tests"),
    "3.6.1": Requirement("Keys are guarded against disclosure and misuse", "Name the custodians of keys."),
    "3.7.1": Requirement("Strong keys are generated"),
    "3.7.2": Requirement("Keys are distributed safely", "KMS keys never leave KMS; others are the organisation's."),
    "3.7.3": Requirement("Keys are stored safely"),
    "3.7.4": Requirement("Keys are changed at the end of their cryptoperiod"),
    "3.7.5": Requirement("Keys are retired or replaced when they are weak or known", "Decide so, and keep a record."),
    "4.2.1": Requirement("Strong cryptography guards card numbers on open networks"),
    "4.2.1.1": Requirement("There is an inventory of trusted keys and certificates"),
    "6.2.4": Requirement("Common attacks on software are prevented", "Train developers and review code."),
    "6.3.2": Requirement(
        "There is an inventory of software components",
        "The bill of materials of each archive: make sbom writes it to build/sbom, under the digest shown here.",
    ),
    "6.3.3": Requirement(
        "Components have current security patches", "Look up known vulnerabilities (make audit), and act on them."
    ),
    "6.4.2": Requirement("Attacks on public web applications are detected and prevented all the time"),
    "6.5.3": Requirement("Pre-production is apart from production"),
    "6.5.4": Requirement("Duties and rights in pre-production and production are apart", "Give people separate roles."),
    "7.2.1": Requirement("Access follows need and least privilege", "The rights of people."),
    "7.2.2": Requirement("Access is given by job and least privilege", "The rights of people."),
    "7.2.5": Requirement("Accounts of applications and systems have least privilege"),
    "8.3.2": Requirement("Credentials are unreadable where they are stored and sent"),
    "8.6.2": Requirement("No password of an application is in scripts, configuration or source"),
    "8.6.3": Requirement("Passwords of applications are changed from time to time and after suspicion"),
    "10.2.1": Requirement("Audit logs are on for all components and for cardholder data"),
    "10.2.1.1": Requirement("Each access of a user to cardholder data is logged"),
    "10.2.1.2": Requirement("All that administrators do is logged"),
    "10.2.1.3": Requirement("Access to audit logs is logged"),
    "10.2.1.4": Requirement("Refused logical access is logged"),
    "10.2.1.5": Requirement("Changes of credentials and rights are logged"),
    "10.2.1.6": Requirement("Starting, stopping and pausing of audit logs is logged"),
    "10.2.1.7": Requirement("Creation and deletion of system objects is logged"),
    "10.3.1": Requirement("Few may read audit logs", "Give the right to those whose job needs it."),
    "10.3.2": Requirement("Nobody can change audit logs"),
    "10.3.3": Requirement("Audit logs are backed up soon, where they are hard to change"),
    "10.3.4": Requirement("Changes of audit logs raise an alarm"),
    "10.4.1.1": Requirement("Audit logs are reviewed by machines", "Look into what they raise."),
    "10.5.1": Requirement("Audit logs are kept for twelve months, the last three at hand"),
    "10.7.2": Requirement("Failures of security controls are noticed", "Answer them in time."),
    "10.7.3": Requirement("Failures of security controls are answered", "Restore, document, learn."),
    "11.5.1": Requirement("Intrusions are detected", "Shown where this environment owns the account's GuardDuty."),
    "11.5.2": Requirement("Changes of critical files and settings are detected"),
    "12.3.3": Requirement("Ciphers and protocols in use are reviewed", "Review the list once a year."),
    "12.5.1": Requirement("There is an inventory of components in scope", "Keep it current beyond this stack."),
    "12.10.5": Requirement("Alarms feed the response to incidents", "Have the plan, and people who are on call."),
    # The organisation's. Listed so that nobody takes their absence for fulfilment.
    "1.2.2": Requirement(
        "Changes of networks are approved", "Review changes of specs before they are applied.", "organisation"
    ),
    "1.2.3": Requirement("There is a current network diagram", "The stack can be drawn from its JSON.", "organisation"),
    "1.5.1": Requirement("Devices that reach both internet and cardholder data are guarded", kind="organisation"),
    "5.2.1": Requirement("Systems are guarded against malware", "Functions run no foreign code.", "organisation"),
    "6.3.1": Requirement("Vulnerabilities are identified and ranked", kind="organisation"),
    "6.5.1": Requirement("Changes follow a procedure and are approved", kind="organisation"),
    "7.2.4": Requirement("Accounts and rights are reviewed every six months", kind="organisation"),
    "8.4.2": Requirement("All access to cardholder data needs several factors", kind="organisation"),
    "9.4.1": Requirement(
        "Media with cardholder data are guarded", "AWS's part is in its own attestation.", "organisation"
    ),
    "10.4.1": Requirement("Audit logs are reviewed daily", kind="organisation"),
    "10.6.1": Requirement("Clocks are synchronised", "AWS does so for the services in use.", "organisation"),
    "11.3.1": Requirement("Internal vulnerabilities are scanned for every quarter", kind="organisation"),
    "11.3.2": Requirement("External vulnerabilities are scanned for by an approved vendor", kind="organisation"),
    "11.4.1": Requirement("Penetration tests are made", kind="organisation"),
    "12.1.1": Requirement("There is an information security policy", kind="organisation"),
    "12.6.1": Requirement("People are trained", kind="organisation"),
    "12.8.2": Requirement("Third parties acknowledge their responsibility in writing", kind="organisation"),
    "12.10.1": Requirement("There is a plan for incidents", kind="organisation"),
}


def in_order(number: str) -> tuple[int, ...]:
    """Return the sort key of a requirement: 10.2.1 comes after 4.2.1."""
    return tuple(int(part) for part in number.split("."))
