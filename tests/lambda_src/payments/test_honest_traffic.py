"""What honest callers send is let through: of 40,000 requests of each kind, fewer than one in 10,000 is refused.

The numbers are random and seeded: the counts are the same on every machine.
"""

from __future__ import annotations

import base64
import random
import re
import string
import uuid

import pytest

from payments.pan import contains_pan
from tests.support import honest_numbers
from tests.support.honest_numbers import Make, article, digits

REQUESTS = 40_000
MOST_REFUSED = REQUESTS // 10_000


def _milliseconds(draw: random.Random) -> int:
    """Between 2020 and 2035."""
    return draw.randrange(1_577_836_800_000, 2_051_222_400_000)


def _snowflake(epoch: int) -> Make:
    """41 bits of milliseconds since an epoch, 22 bits of machine and sequence; from 2020 to 2027."""
    until = 1_830_297_600_000
    return lambda draw: str((draw.randrange(1_577_836_800_000, until) - epoch << 22) | draw.getrandbits(22))


def _text(alphabet: str, length: int) -> Make:
    return lambda draw: "".join(draw.choices(alphabet, k=length))


KINDS: dict[str, Make] = {
    "a UUID of version 4": lambda draw: str(uuid.UUID(int=draw.getrandbits(128), version=4)),
    "a UUID of version 7": lambda draw: str(
        uuid.UUID(int=_milliseconds(draw) << 80 | draw.getrandbits(80) & ~(0xF << 76) | 7 << 76)
    ),
    "a UUID without hyphens": lambda draw: uuid.UUID(int=draw.getrandbits(128), version=4).hex,
    "a UUID in capitals": lambda draw: str(uuid.UUID(int=draw.getrandbits(128), version=4)).upper(),
    "a snowflake of Twitter's": _snowflake(1_288_834_974_657),
    "a snowflake of Discord's": _snowflake(1_420_070_400_000),
    # In its fifth year it numbers for a month as UnionPay does: see decision 0160.
    "a snowflake of a young system": lambda draw: str((draw.randrange(1 << 35, 1 << 37) << 22) | draw.getrandbits(22)),
    "a time in milliseconds": lambda draw: str(_milliseconds(draw)),
    "a time in microseconds": lambda draw: str(_milliseconds(draw) * 1000 + draw.randrange(1000)),
    "a time in nanoseconds": lambda draw: str(_milliseconds(draw) * 1_000_000 + draw.randrange(1_000_000)),
    "an order's number and a time": lambda draw: f"order-{draw.randrange(1, 1_000_000)}-{_milliseconds(draw)}",
    "a time and a random number": lambda draw: f"{_milliseconds(draw)}_{draw.randrange(10**6):06}",
    "a time as nginx writes it": lambda draw: f"t={_milliseconds(draw) / 1000:.3f}",
    "a time as ISO 8601 writes it": lambda draw: (
        f"20{draw.randrange(20, 36)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        f"T{draw.randrange(24):02}:{draw.randrange(60):02}:{draw.randrange(60):02}.{draw.randrange(10**6):06}Z"
    ),
    "a trace of the W3C's": lambda draw: f"00-{draw.getrandbits(128):032x}-{draw.getrandbits(64):016x}-01",
    "a trace of X-Ray's": lambda draw: f"1-{draw.getrandbits(32):08x}-{draw.getrandbits(96):024x}",
    "a digest in hexadecimal": lambda draw: f"{draw.getrandbits(256):064x}",
    "an ObjectId": lambda draw: f"{draw.getrandbits(96):024x}",
    "random bytes in Base64": lambda draw: base64.b64encode(draw.randbytes(32)).decode(),
    "random bytes in Base64 for URLs": lambda draw: base64.urlsafe_b64encode(draw.randbytes(16)).decode().rstrip("="),
    "a ULID": _text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26),
    "a token of a card": lambda draw: "tok_" + _text(string.ascii_letters + string.digits, 24)(draw),
    "a token of a card in hexadecimal": lambda draw: f"tok_{draw.getrandbits(128):032x}",
    "an IBAN": honest_numbers.iban,
    "an IBAN as it is printed": honest_numbers.printed_iban,
    "an IBAN in a sentence": lambda draw: f"to {honest_numbers.printed_iban(draw)} for order {draw.randrange(10**6)}",
    "a parcel of UPS": honest_numbers.ups,
    "a parcel of FedEx": honest_numbers.fedex,
    "a parcel of FedEx Ground": digits(20, "96"),
    "a parcel of DHL Express": digits(10),
    "a parcel of DHL": article(20, "00340434"),
    "a licence plate of DHL": digits(18, "JJD"),
    "a parcel of DPD": digits(13, "0"),
    "a parcel of USPS": article(22, "9400"),
    "a letter of the Universal Postal Union": lambda draw: f"RR{digits(9)(draw)}DE",
    "an EAN-8": article(8),
    "an EAN-13": article(13),
    "an EAN-13 from Germany": article(13, "4"),
    "a UPC-A": article(12),
    "a GTIN-14": article(14),
    "a GTIN-14 of a single article": lambda draw: f"0{article(13)(draw)}",
    "an SSCC": article(18),
    "an SSCC with its mark": lambda draw: f"00{article(18)(draw)}",
    "an ISBN with hyphens": lambda draw: "{}-{}-{}-{}-{}".format(
        *re.findall(r"(...)(.)(....)(....)(.)", article(13, "978")(draw))[0]
    ),
    "a telephone number": honest_numbers.phone,
    "a German mobile": honest_numbers.german_phone("+49 {} {}"),
    "a German mobile in one run": honest_numbers.german_phone("+49{}{}"),
    "a German mobile with zeros": honest_numbers.german_phone("0049{}{}"),
    "a telephone number of America": lambda draw: f"+1 ({digits(3)(draw)}) {digits(3)(draw)}-{digits(4)(draw)}",
    "an order with a date": lambda draw: f"INV-20{draw.randrange(20, 36)}-{draw.randrange(1, 13):02}-{digits(6)(draw)}",
    "an order of Amazon's": lambda draw: f"{digits(3)(draw)}-{digits(7)(draw)}-{digits(7)(draw)}",
    "an address and a port": lambda draw: (
        ".".join(str(draw.randrange(256)) for _ in range(4)) + f":{draw.randrange(65536)}"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_fewer_than_one_in_ten_thousand_is_refused(kind: str) -> None:
    draw = random.Random(20_270_101)
    refused = [text for text in (KINDS[kind](draw) for _ in range(REQUESTS)) if contains_pan(text)]
    assert len(refused) < MOST_REFUSED, refused[:5]
