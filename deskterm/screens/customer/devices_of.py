"""A customer's devices from the card: which there are, and what the terms' own facts say of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from deskterm.desk.customers import devices
from deskterm.locale import t
from deskterm.models.records.customer import Device
from deskterm.screens.shared.form import Field, Unreadable, WordsForm, own_fields, read_own
from deskterm.widgets.dialogs.boxes import Choose
from deskterm.widgets.part import Host, Part
from deskterm.widgets.work import OnFailed

NEW = ""


class Devices(Part[Host]):
    """One device of several, or a new one; then its form."""

    def open(self, code: str) -> None:
        """The devices of the customer with this code."""
        self.ask(devices.listing, self.desk, code, done=partial(self._listed, code))

    def _listed(self, code: str, found: Sequence[Device]) -> None:
        if not found:
            self._form(code, None)
            return
        options = [(one.name, one.name, devices.told(self.desk, one).partition(": ")[2]) for one in found]
        named = {one.name: one for one in found}
        box = Choose(t("agreement.deed.devices"), [*options, (NEW, t("facts.new_device"))])
        self.show(box, lambda name: None if name is None else self._form(code, named.get(name)))

    def _form(self, code: str, device: Device | None) -> None:
        of = self.desk.service.own("device")
        fields = [Field("name", t("facts.device"), device.name if device else "")]
        fields += own_fields(of, device.facts if device else {})

        def read(values: Mapping[str, str]) -> dict[str, str]:
            if not values["name"]:
                raise Unreadable("name", t("errors.device_needs_name"))
            return {"name": values["name"], **read_own(self.desk, of, values)}

        self.fill_in(WordsForm(t("agreement.deed.devices"), fields, read), partial(self._put, code))

    def _put(self, code: str, given: Mapping[str, str], refused: OnFailed) -> None:
        facts = {name: value for name, value in given.items() if name != "name"}
        self.do(devices.set_facts, self.desk, code, given["name"], facts, done=self._said, failed=refused)

    def _said(self, _: object) -> None:
        self.shell.say(t("facts.said"))
        self.screen.load()
