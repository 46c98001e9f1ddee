"""A mail is taken in by a way that one can follow: few modules, whatever the terms of the service."""

from benchmarks.passed import BY_MAIL, ways

from tests.house.code import REPOSITORY

# Modules that a mail passes at the open desk until its sender has the number, of 63 once. Three keep
# promises; others say which terms hold, which fields they have, who is meant, what an agreement includes,
# how a message is kept in its thread, who vouches for it, whether a thread takes it up again, what its files
# are, by which words it is found, why no machine tells its number, which address is its sender's
# by now, and how what was written is sealed.
AT_MOST = 64


def test_a_mail_passes_few_modules_at_every_desk():
    taken_in = {service: way["taken in"]["modules"] for service, way in ways(REPOSITORY).items()}
    assert set(taken_in) == set(BY_MAIL)
    assert min(taken_in.values()) > 20, "the modules were not counted"
    too_long = {service: modules for service, modules in taken_in.items() if modules > AT_MOST}
    assert too_long == {}
    assert max(taken_in.values()) == AT_MOST, "the way has become shorter: hold it there"
