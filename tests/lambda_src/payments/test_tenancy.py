"""Who is one of a merchant's callers, and who only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.tenancy import ANYBODY, Caller

ROLE = "arn:aws:iam::111122223333:role/shop-backend"
SESSION = "arn:aws:sts::111122223333:assumed-role/shop-backend/i-0abc"
USER = "arn:aws:iam::111122223333:user/shop"


@pytest.mark.parametrize(
    ("sentence", "caller", "listed", "may"),
    [
        ("a user is itself", USER, USER, True),
        ("a session is one of its role's", SESSION, ROLE, True),
        ("of a role with a path, too", SESSION, "arn:aws:iam::111122223333:role/team/a/shop-backend", True),
        ("a session is itself", SESSION, SESSION, True),
        ("any session may be written out", SESSION, "arn:aws:sts::111122223333:assumed-role/shop-backend/*", True),
        ("roles may share the beginning of a name", SESSION, "arn:aws:iam::111122223333:role/shop-*", True),
        ("in other partitions, too", SESSION.replace(":aws:", ":aws-cn:"), ROLE.replace(":aws:", ":aws-cn:"), True),
        ("another session is not", SESSION, SESSION + "1", False),
        ("another role is not", SESSION.replace("backend", "backend2"), ROLE, False),
        ("nor one that begins the same", SESSION.replace("backend", "backendx"), ROLE, False),
        ("nor another account's role of the name", SESSION.replace("1111", "9999"), ROLE, False),
        ("a session's name is no role", "arn:aws:sts::111122223333:assumed-role/evil/shop-backend", ROLE, False),
        ("a star stands for no slash", SESSION, "arn:aws:sts::111122223333:assumed-role/*", False),
        ("nor for an account", SESSION, "arn:aws:iam::*:role/shop-backend", False),
        ("nor for everybody", SESSION, "*", False),
        ("a user is no role of its name", USER, "arn:aws:iam::111122223333:role/shop", False),
        ("what is no ARN is nobody", SESSION, "shop-backend", False),
        ("nothing is nobody", SESSION, "", False),
        ("a dot is a dot", USER.replace("shop", "sh0p"), USER.replace("shop", "sh.p"), False),
    ],
)
def test_callers(sentence: str, caller: str, listed: str, may: bool) -> None:
    assert Caller(caller, enforced=True).may_act_for([listed]) is may, sentence
    assert Caller(caller, enforced=True).may_act_for([USER + "-other", listed]) is may, sentence


@given(st.text(), st.lists(st.text(), max_size=3))
def test_whatever_is_listed_or_named_never_breaks_and_names_nobody(named: str, listed: list[str]) -> None:
    assert Caller(named, enforced=True).may_act_for(listed) is False


def test_whom_the_gateway_did_not_name_is_nobody() -> None:
    assert not Caller(None, enforced=True).may_act_for([ROLE, "", "None"])


def test_where_nothing_is_enforced_anybody_may() -> None:
    assert ANYBODY.may_act_for([])
    assert Caller(SESSION, enforced=False).may_act_for([USER])
