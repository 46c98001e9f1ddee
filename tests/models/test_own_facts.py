"""Facts that a file declares: read before the conditions that ask about them, checked like the rest."""

from decimal import Decimal

import msgspec
import pytest
from deskterm.desk.customers.columns import BESIDE, OURS, PEOPLE, RECKONED
from deskterm.desk.intake.portal import OURS as OF_REQUESTS
from deskterm.models.rehearsal.examples import mismatches
from deskterm.models.rehearsal.rehearsal import Rehearsal
from deskterm.models.rules.rules import actions, missing
from deskterm.models.terms.customer_facts import KNOWN
from deskterm.models.terms.facts import FACTS
from deskterm.models.terms.own_facts import TAKEN
from deskterm.models.terms.service import read_service

from tests.models.terms_kit import check_service, service, text

SIZE = (
    '[[fact]]\nid = "size"\nof = "customer"\nkind = "number"\nit = "Posti"\nen = "Seats"\n'
    "least = 1\nmost = 99\n"
)
TONE = (
    '[[fact]]\nid = "tone"\nof = "request"\nkind = "choice"\nit = "Tono"\nen = "Tone"\nfrom = ["mail"]\n'
    'value = [ { id = "calm", it = "Calmo", en = "Calm" }, { id = "hot", it = "Teso", en = "Tense" } ]\n'
)
VIP = '[[fact]]\nid = "vip"\nof = "customer"\nkind = "yes-no"\nit = "Di riguardo"\nen = "Valued"\n'
DAY = '[[fact]]\nid = "since1"\nof = "customer"\nkind = "date"\nit = "Dal"\nen = "Since"\n'
NOTE = '[[fact]]\nid = "room"\nof = "ticket"\nkind = "text"\nit = "Stanza"\nen = "Room"\n'


def two(**parts):
    return text(**parts).replace("schema = 1", "schema = 2")


def rule(*when):
    asked = ", ".join(f'"{one}"' for one in when)
    return f'{{ id = "X1", at = "intake", when = [{asked}], do = "review" }}'


def holds(when, more, **known):
    terms = read_service(two(rule=rule(when), more=more))
    return bool(actions(terms, "intake", {"channel": "mail", **known}, 0))


@pytest.mark.parametrize(
    ("when", "more", "value", "other"),
    [
        ("size>10", SIZE, "11", "9"),
        ("size=10", SIZE, Decimal("10.0"), "11"),
        ("tone=hot", TONE, "hot", "calm"),
        ("tone!=hot", TONE, None, "hot"),
        ("vip", VIP, True, False),
        ("!vip", VIP, None, True),
        ("since1<2020-01-01", DAY, "2019-12-31", "2020-01-01"),
        ("room=sala server", NOTE, "Sala Server", "cucina"),
        ("room", NOTE, "x", " "),
    ],
)
def test_a_condition_asks_about_a_fact_as_its_kind_says(when, more, value, other):
    name = when.strip("!").split("=")[0].split("<")[0].split(">")[0].split("!")[0]
    assert holds(when, more, **{name: value}) and not holds(when, more, **{name: other})


def test_a_default_holds_while_nobody_has_said_anything_and_no_longer():
    more = SIZE + "default = 50\n" + VIP + "default = true\n"
    assert holds("size>10", more) and holds("size>10", more, size="") and not holds("size>10", more, size="5")
    assert holds("vip", more) and not holds("vip", more, vip=False)


def test_a_channel_brings_what_the_facts_name_it_for_and_lacks_what_they_need():
    terms = read_service(two(more=TONE + "needed = true\n"))
    assert terms.channel("mail").need == ("subject", "tone")
    assert missing(terms, "mail", {"subject": "x"}) == ("tone",)
    assert read_service(two(more=TONE)).channel("mail").nice == ("tone",)


@pytest.mark.parametrize(
    ("when", "more", "place", "code", "near"),
    [
        ("tne=hot", TONE, "rule[1].when[1]", "bad_fact", "tone"),
        ("tone=hit", TONE, "rule[1].when[1]", "unknown_name", "hot"),
        ("tone>3", TONE, "rule[1].when[1]", "bad_comparison", ""),
        ("size=tanti", SIZE, "rule[1].when[1]", "bad_comparison", ""),
        ("size>100", SIZE, "rule[1].when[1]", "range", "1-99"),
        ("vip=yes", VIP, "rule[1].when[1]", "bad_comparison", ""),
        ("since1<ieri", DAY, "rule[1].when[1]", "bad_date", ""),
        ("!missing", VIP.replace('"vip"', '"plan"'), "fact[1].id", "fact_taken", "own_plan"),
        ("vip", VIP + VIP, "fact[2].id", "twice", "fact[1].id"),
        ("!missing", VIP.replace('"vip"', '"Vip"'), "fact[1].id", "fact_name", ""),
        ("vip", VIP + 'from = ["mail"]\n', "fact[1].from", "fact_key", 'request" | "ticket'),
        ("vip", VIP + "least = 3\n", "fact[1].least", "fact_key", "number"),
        ("vip", VIP + 'at = "call"\n', "fact[1].at", "fact_at", ""),
        ("vip", VIP + 'default = "forse"\n', "fact[1].default", "fact_default", "true | false"),
        ("vip", VIP + "default = 1\n", "fact[1].default", "fact_default", "true | false"),
        ("size>9", SIZE + "default = 100\n", "fact[1].default", "fact_default", "1-99"),
        ("size>9", SIZE.replace("least = 1", "least = 200"), "fact[1].most", "range", "200-…"),
        ("vip", VIP + 'by = ["customer"]\n', "fact[1].by", "fact_door", "from"),
        ("tone=hot", TONE.replace('["mail"]', '["fax"]'), "fact[1].from[1]", "unknown_name", None),
        ("tone=hot", TONE.replace('from = ["mail"]\n', ""), "fact[1].from", "missing_key", None),
        ("tone", TONE.replace('id = "hot"', 'id = "calm"'), "fact[1].value[2].id", "fact_value_twice", None),
        ("vip", VIP.replace("yes-no", "choice"), "fact[1].value", "missing_key", None),
        ("vip", VIP.replace("yes-no", "yesno"), "fact[1].kind", "unknown_word", "yes-no"),
        ("vip", VIP + 'rule = "X99"\n', "fact[1].rule", "no_clause", None),
    ],
)
def test_a_fault_is_told_at_its_place_with_its_cure(when, more, place, code, near):
    found = [one for one in check_service(two(rule=rule(when), more=more)) if one.path == place]
    assert [one.code for one in found] == [code]
    assert near is None or found[0].values.get("near", "") == near


def test_version_1_knows_no_facts_of_its_own():
    assert [(one.path, one.code) for one in check_service(text(more=VIP))] == [("fact", "too_new")]
    assert not service().facts


def test_no_name_of_the_vocabulary_or_of_a_column_can_be_taken():
    columns = {*OURS, PEOPLE, *BESIDE, *RECKONED, *OF_REQUESTS} - {one for one in RECKONED if "." in one}
    assert columns - TAKEN - set(FACTS) == set()
    assert set(KNOWN) <= set(FACTS)


def example(facts, expect):
    event = f'event = "gate", id = "x", at = "intake", facts = {{ {facts} }}'
    return f"[[example]]\nevent = {{ {event} }}\nexpect = {{ actions = [ {expect} ] }}\n"


@pytest.mark.parametrize(
    ("facts", "expect", "faults"),
    [
        ("size = 11", '{ rule = "X1" }', []),
        ("size = 9", "", []),
        ('size = "9.5"', "", []),
        ("size = 100", "", [("example[1].event", "fact_default", "1-99")]),
        ('size = "tanti"', "", [("example[1].event", "fact_default", "1-99")]),
        ("sise = 11", "", [("example[1].event", "example_fact", "size")]),
    ],
)
def test_the_examples_of_a_file_are_asked_in_its_own_words(facts, expect, faults):
    terms = read_service(two(rule=rule("size>10"), more=SIZE + example(facts, expect)))
    assert [(one.path, one.code, one.values["near"]) for one in mismatches(terms)] == faults


SEATS = (
    '[[fact]]\nid = "seats"\nof = "agreement"\nkind = "number"\nit = "Posti"\nen = "Seats"\nby = ["lead"]\n'
)
OURS_ALONE = (
    '[[fact]]\nid = "mood"\nof = "request"\nkind = "text"\nit = "Umore"\nen = "Mood"\nfrom = ["mail"]\n'
    'by = ["technician"]\n'
)
BY_ANOTHER = '[[fact]]\nid = "floor"\nof = "ticket"\nkind = "number"\nit = "Piano"\nen = "Floor"\n'


@pytest.mark.parametrize(
    ("fact", "name", "value"), [(SEATS, "seats", "3"), (OURS_ALONE, "mood", "x"), (BY_ANOTHER, "floor", 12)]
)
def test_a_rehearsed_request_says_no_more_of_itself_than_one_that_comes_to_the_desk(fact, name, value):
    """What is of the agreement, of another channel or for the desk to say is set aside and told, once."""
    terms = read_service(two(rule=rule(name), more=fact))
    rehearsal = Rehearsal(terms, "it", 0)
    plain = {"event": "request", "id": 1, "channel": "mail", "received": "2026-03-03T10:00", "customer": {}}
    without = rehearsal.answer(msgspec.json.encode(plain))
    assert rehearsal.answer(msgspec.json.encode(plain | {"fields": {name: value}})) == without
    assert rehearsal.strangers == {("aside", name): 1}
    told = rehearsal.answer(msgspec.json.encode(plain | {"facts": {name: value}}))
    assert "X1" in {one["rule"] for one in told["actions"]}


def test_a_plan_of_nobody_and_a_rate_below_nothing_are_told():
    terms = read_service(two(more='[[plan]]\nid = "gold"\nit = "Oro"\nen = "Gold"\n'))
    rehearsal = Rehearsal(terms, "it", 0)
    card = {"contract": True, "plan": "silver", "rate": -5}
    plain = {"event": "request", "id": 1, "channel": "mail", "received": "2026-03-03T10:00"}
    rehearsal.answer(msgspec.json.encode(plain | {"customer": card}))
    assert rehearsal.strangers == {("plan", "silver"): 1, ("rate", "rate=-5"): 1}
