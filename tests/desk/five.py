"""A desk under any of the shipped services with one customer, for tests of what its terms ask."""

from deskterm.desk.agenda import callbacks
from deskterm.desk.context import make_desk, open_desk
from deskterm.desk.customers import cards, profile
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.steps.work.gate_answers import Answer
from deskterm.desk.terms import files
from deskterm.desk.upkeep import technicians
from deskterm.models.terms.service import read_service

from tests.desk.mails import mail as letter_of
from tests.laid import lay


def known_plan(text, plan):
    """This plan, or the last of those that the terms declare where it is none of them."""
    declared = [one.id for one in read_service(text).plans]
    return plan if plan in ("", *declared) or not declared else declared[-1]


class House:
    """A desk, its clock, and the shortest words for what happens there."""

    def __init__(self, folder, service, watch, *, text="", who="luca", plan="standard", code="AB12"):
        self.watch = watch
        text = text or files.text_of(service)
        given = {"who": who, "plan": known_plan(text or files.text_of(service), plan), "code": code}
        made = (text, watch(), *given.values())
        lay(folder / service, made, lambda place: self._furnish(place, service, text, **given))
        self.desk = open_desk(folder / service, who=who, clock=watch)

    def _furnish(self, folder, service, text, *, who, plan, code):
        self.desk = make_desk(folder, text, f"{service}.toml", who=who, clock=self.watch)
        for name in ("luca", "marta"):
            technicians.add(self.desk, name)
        people = [{"name": "Anna Rossi", "email": "anna@rossi.example", "phone": "0445 000123"}]
        terms = {"plan": plan, "contract_from": "2025-01-01", "contract_until": "2027-12-31"}
        cards.add(self.desk, code="C001", name="Rossi Impianti", support_code=code, contacts=people, **terms)
        self.desk.close()

    def knows(self, **facts):
        profile.set_facts(self.desk, "C001", facts)
        return self

    def tickets_sold(self, size, **more):
        return packs.sell(self.desk, "C001", kind="tickets", size=size, **more)

    def form(self, channel):
        """What is chosen on the form of a channel that has one."""
        return {"type": "usage"} if self.desk.service.channel(channel).types else {}

    def request(self, channel, subject="Errore alla stampa", **more):
        given = {"body": "Non stampa più.", "contact": "Anna Rossi", "phone": "0445 000123"}
        given |= {"email": "anna@rossi.example"} | more
        return receive.receive_request(self.desk, channel=channel, customer="C001", subject=subject, **given)

    def mail(self, subject="Errore alla stampa", body="Non stampa più. Tel. 0445 000123", **more):
        return receive.receive_mail(self.desk, letter_of(subject=subject, body=body, **more))

    def callback(self):
        return callbacks.listing(self.desk)[0]


def yes(who="", how="phone", words=""):
    return Answer(value="yes", who=who, how=how, words=words)


def no(who="", how="phone", words=""):
    return Answer(value="no", who=who, how=how, words=words)


def word(value):
    return Answer(value=value)


READY = {
    "device_online": yes(),
    "consent": yes("Anna Rossi"),
    "id_password": yes(),
    "backup_confirmed": yes("Anna Rossi"),
    "backup_unit": yes(),
}
