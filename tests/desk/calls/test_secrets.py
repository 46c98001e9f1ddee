"""A temporary password lives in the system's keyring until the work is done, and nowhere else (I7, S16)."""

import keyring
import keyring.errors
import pytest
from deskterm.desk import keyrings
from deskterm.desk.billing import filing
from deskterm.desk.calls import passwords, timer
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.tickets import merge, tickets
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend

from tests.clocks import rome
from tests.desk.five import word, yes
from tests.desk.rows import rows

CANARY = "Canarino-9x7q"
SERVER = {"target": word("server"), "temp_account": yes()}


class Ring(KeyringBackend):
    """A keyring in memory; `mood` is the error with which a real one refuses."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}
        self.mood = None

    def _asked(self):
        if self.mood:
            raise self.mood("locked")

    def get_password(self, service, username):
        self._asked()
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self._asked()
        self.kept[service, username] = password

    def delete_password(self, service, username):
        self._asked()
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("not there")
        del self.kept[service, username]


def waiting(desk):
    """The passwords that the desk believes in somebody's keyring."""
    return [row for row in rows(desk, "credential") if row["dropped_at"] is None]


@pytest.fixture
def use():
    """Let a keyring be the system's for a test."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def ring(use, monkeypatch):
    found = Ring()
    use(found)
    monkeypatch.setattr(keyrings, "ALLOWED", frozenset({Ring.__module__}))
    return found


@pytest.fixture
def code(istes):
    return istes.mail().ticket


def on_disk(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.rule("I7")
def test_the_desk_knows_that_there_is_a_password_and_until_when_but_not_which(istes, ring, code):
    kept = passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    assert (kept.by, kept.expires_at) == ("luca", rome("2026-03-02T17:00"))
    assert passwords.reveal(istes.desk, code).reveal() == CANARY
    assert list(ring.kept.values()) == [CANARY]
    history = repr(tickets.history(istes.desk, code)) + repr(
        [tuple(row) for row in rows(istes.desk, "credential")]
    )
    assert "secret_kept" in history and CANARY not in history
    folder = istes.desk.folder
    istes.desk.close()
    assert CANARY.encode() not in on_disk(folder)


@pytest.mark.rule("I7")
def test_it_goes_when_the_work_is_filed(istes, ring, code, watch):
    session = timer.start(istes.desk, code, kind="remote", answers=SERVER)
    passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    watch.passes(600)
    timer.stop(istes.desk)
    assert ring.kept
    filing.file(istes.desk, session.group_id, outcome="solved", reason="other")
    assert (ring.kept, waiting(istes.desk)) == ({}, [])
    with pytest.raises(NotFound):
        passwords.reveal(istes.desk, code)


def test_it_goes_when_the_ticket_is_closed_or_its_time_is_up(istes, ring, code, watch):
    passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    tickets.close(istes.desk, code, why="non serve più")
    assert ring.kept == {}
    other = istes.request("whatsapp", subject="Altro").ticket
    passwords.keep(istes.desk, other, keyrings.Secret(CANARY))
    watch.passes(8 * 3600)
    with pytest.raises(NotFound):
        passwords.reveal(istes.desk, other)
    assert ring.kept == {}


@pytest.mark.rule("I7", "I18")
def test_it_goes_when_the_ticket_joins_another_and_the_other_keeps_its_own(istes, ring, code):
    again = istes.request("whatsapp", subject="Non stampa ancora").ticket
    passwords.keep(istes.desk, code, keyrings.Secret("del primo"))
    passwords.keep(istes.desk, again, keyrings.Secret(CANARY))
    merge.merge(istes.desk, again, code)
    assert passwords.tidy(istes.desk) == 1
    assert list(ring.kept.values()) == ["del primo"]
    assert len(waiting(istes.desk)) == 1
    assert passwords.reveal(istes.desk, code).reveal() == "del primo"
    with pytest.raises(NotFound):
        passwords.reveal(istes.desk, again)


def test_a_new_password_takes_the_place_of_the_old_one(istes, ring, code):
    passwords.keep(istes.desk, code, keyrings.Secret("prima"))
    passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    assert list(ring.kept.values()) == [CANARY]
    assert len(waiting(istes.desk)) == 1
    passwords.forget(istes.desk, code)
    assert ring.kept == {}


def test_a_colleagues_password_stays_the_colleagues(istes, ring, code):
    passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    istes.desk.who = "marta"
    for deed in (passwords.reveal, passwords.forget):
        with pytest.raises(Refused) as elsewhere:
            deed(istes.desk, code)
        assert elsewhere.value.code == "secret_elsewhere"
    with pytest.raises(Refused):
        passwords.keep(istes.desk, code, keyrings.Secret("mia"))
    tickets.close(istes.desk, code, why="fatto")
    assert list(ring.kept.values()) == [CANARY]  # only luca's own keyring can be asked, by luca
    istes.desk.who = "luca"
    assert passwords.tidy(istes.desk) == 1
    assert ring.kept == {}


def test_everybody_tidies_only_their_own_keyring(istes, ring, code, watch):
    passwords.keep(istes.desk, code, keyrings.Secret("di luca"))
    istes.desk.who = "marta"
    other = istes.request("whatsapp", subject="Altro").ticket
    passwords.keep(istes.desk, other, keyrings.Secret("di marta"))
    watch.passes(9 * 3600)
    assert passwords.tidy(istes.desk) == 1
    assert list(ring.kept.values()) == ["di luca"]
    assert [one["by"] for one in waiting(istes.desk)] == ["luca"]


@pytest.mark.parametrize("mood", [keyring.errors.KeyringLocked, keyring.errors.InitError])
def test_a_locked_keyring_is_said_and_nothing_is_lost(istes, ring, code, mood):
    passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    ring.mood = mood
    with pytest.raises(Refused) as locked:
        passwords.reveal(istes.desk, code)
    assert locked.value.code == "keyring_locked"
    assert CANARY not in str(locked.value)
    tickets.close(istes.desk, code, why="fatto")
    assert len(waiting(istes.desk)) == 1
    ring.mood = None
    assert passwords.tidy(istes.desk) == 1
    with pytest.raises(Refused):
        passwords.keep(istes.desk, code, keyrings.Secret(" "))


class Plain(Ring):
    """Somebody's keyring that writes into a file."""


def chained(*backends):
    class Chain(ChainerBackend):
        """What keyring makes where there are several."""

    Chain.backends = list(backends)
    return Chain()


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, Plain, lambda: chained(Plain()), chained])
def test_where_no_keyring_can_be_trusted_nothing_is_kept(istes, use, code, backend):
    use(backend())
    with pytest.raises(Refused) as refused:
        passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    assert refused.value.code == "no_keyring"
    assert CANARY not in str(refused.value)
    assert waiting(istes.desk) == []


def test_among_several_keyrings_the_one_that_can_be_trusted_is_used(istes, ring, use, code):
    use(chained(fail.Keyring(), ring))
    passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    assert list(ring.kept.values()) == [CANARY]


def test_a_secret_does_not_show_itself():
    secret = keyrings.Secret(CANARY)
    assert CANARY not in f"{secret} {secret!r} {[secret]} {secret!s:>20}"


def test_the_desks_upkeep_takes_out_what_is_over(istes, ring, code, watch):
    from deskterm.desk.upkeep.upkeep import keep_up

    passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    watch.passes(8 * 3600 - 1)
    assert (keep_up(istes.desk), len(ring.kept)) == (0, 1)
    assert passwords.of_ticket(istes.desk, code).expires_at == rome("2026-03-02T17:00")
    watch.passes(1)
    assert passwords.of_ticket(istes.desk, code) is None
    assert (keep_up(istes.desk), ring.kept) == (1, {})
