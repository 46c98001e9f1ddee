"""A credit that is a share of a fee nobody knows is listed with what must be said, and never falls away."""

import pytest

from tests.commands.ricni import CONSENT, Ricni, empty, home, ricni  # noqa: F401  # fixtures

LATE = "2026-03-04T17:31"
APRIL = "2026-04-02T09:00"
SAY = "deskterm agreement correct C002 users=…"


@pytest.fixture
def late(ricni):  # noqa: F811
    """A customer whose users nobody has said, and a critical request that was solved two days late."""
    ricni("agreement", "sign", "C002", "--plan", "basic", "--from", "2026-03-01")
    code = ricni.asked("--topic", "fault", "--severity", "S1", customer="C002", channel="mail")
    ricni.worked(code, "remote", "2026-03-04T16:40", "2026-03-04T17:20", *CONSENT, at="2026-03-04T17:30")
    return ricni


def listed(desk, at=LATE):
    return [
        (one["of"], one["net"], one["state"])
        for one in desk("credit", "list", "2026-03", "--json", at=at).lines
    ]


def test_it_is_listed_with_what_must_be_said_and_the_command(late):
    assert listed(late) == [("contact", "500.00", "proposed"), ("resolution", None, "unknown")]
    told = " ".join(late.said("credit", "list", "2026-03", at=LATE).split())
    assert "fee not known" in told and f"the fee is not known, say: Users ({SAY})" in told
    (_, one) = late("credit", "list", "2026-03", "--json", at=LATE).lines
    assert (one["wants"], one["command"]) == ("Users", SAY)


def test_the_close_of_the_month_tells_it(late):
    for how in ((), ("--commit",)):
        told = " ".join(late("settle", "2026-03", *how, at=APRIL).err.split())
        assert (
            "1 credit cannot be reckoned, because the fee is not known: Ferramenta Dal Prà (resolution, "
            in told
        )
        assert SAY in told
    assert "the fee is not known, say: Users" in " ".join(late.said("backlog", at=APRIL).split())


def test_once_it_is_said_the_credit_has_its_amount(late):
    late("agreement", "correct", "C002", "users=2", at=APRIL)
    assert listed(late, APRIL)[1] == ("resolution", "87.00", "proposed")
    late("credit", "grant", "TK000001", "--of", "resolution", at=APRIL)
    assert listed(late, APRIL)[1] == ("resolution", "87.00", "granted")


def test_what_nobody_knows_is_not_granted_but_may_be_refused(late):
    told = " ".join(late("credit", "grant", "TK000001", "--of", "resolution", at=LATE, code=1).err.split())
    assert "a share of the fee, which is not known" in told and SAY in told
    late("credit", "refuse", "TK000001", "--of", "resolution", "--why", "Closed on a holiday", at=LATE)
    assert listed(late)[1] == ("resolution", "0.00", "refused")


def test_of_several_agreements_the_one_that_holds_is_named(ricni):  # noqa: F811
    ricni("agreement", "correct", "C001", "--number", "2", "users=", at="2026-03-02T09:00")
    code = ricni.asked("--topic", "fault", "--severity", "S1", "--field", "product=mzdy", channel="mail")
    ricni.worked(code, "remote", "2026-03-04T16:40", "2026-03-04T17:20", *CONSENT, at="2026-03-04T17:30")
    (_, one) = ricni("credit", "list", "2026-03", "--json", at=LATE).lines
    assert one["command"] == "deskterm agreement correct C001 --number 2 users=…"


def test_a_fixed_amount_with_a_cap_that_is_a_share_is_not_cut_to_nothing(empty, tmp_path):  # noqa: F811
    from tests.commands.ricni import FILE

    text = FILE.read_text(encoding="utf-8").replace("cap = 1000.00\n", "cap_share = 0.50\n")
    file = tmp_path / "cap.toml"
    file.write_text(text, encoding="utf-8")
    desk = Ricni(empty.desk, empty.home)
    desk("init", "--service", file, at="2026-03-01T09:00")
    desk("customer", "add", "Bar", "--email", "b@bar.example", "--plan", "basic", "--from", "2026-03-01")
    desk("customer", "set", "C001", "zone=a")
    code = desk.asked("--topic", "fault", "--severity", "S1", channel="mail")
    desk.worked(code, "remote", "2026-03-02T16:40", "2026-03-02T16:50", *CONSENT, at="2026-03-02T17:30")
    assert ("contact", None, "unknown") in listed(desk)
    desk("agreement", "correct", "C001", "users=1")
    assert ("contact", "145.00", "proposed") in listed(desk)
