"""A pack's balance corrected: by a movement, signed, with the reason."""

from __future__ import annotations

from functools import partial
from typing import Protocol
from uuid import uuid4

from deskterm.desk.packs import packs
from deskterm.locale import t
from deskterm.locale.measures import amount
from deskterm.models.records.money import Pack
from deskterm.screens.packs import words as packs_words
from deskterm.screens.packs.words import Adjustment
from deskterm.screens.shared.form import Field, Form
from deskterm.widgets.dialogs.boxes import Confirm
from deskterm.widgets.part import Host, Part


class HasPack(Host, Protocol):
    """A screen with a pack in front."""

    def pack(self) -> Pack | None:
        """The pack that is meant."""


class Adjusting(Part[HasPack]):
    """What the list and the ledger share: a correction, asked and confirmed."""

    def action_adjust(self) -> None:
        """Correct the balance by a movement, signed, with the reason."""
        pack = self.screen.pack()
        if pack is None:
            self.shell.say(t("packs.choose"))
            return
        fields = (
            Field("amount", t("packs.field.amount"), hint=t(f"packs.hint.amount.{pack.unit}")),
            Field("note", t("packs.field.note"), hint=t("packs.hint.note")),
        )
        text = t("packs.adjust.text", customer=pack.customer, left=amount(pack.left, pack.unit))
        read = partial(packs_words.read_adjustment, pack)
        self.show(Form(t("packs.adjust.title"), fields, read, text), partial(self._confirm, pack))

    def _confirm(self, pack: Pack, asked: Adjustment | None) -> None:
        if asked is None:
            return
        text = t(
            "packs.adjust.confirm",
            customer=pack.customer,
            amount=amount(asked.amount, pack.unit, signed=True),
            before=amount(pack.left, pack.unit),
            after=amount(pack.left + asked.amount, pack.unit),
            note=asked.note,
        )
        self.show(Confirm(t("packs.adjust.title"), text), partial(self._adjust, pack, asked))

    def _adjust(self, pack: Pack, asked: Adjustment, yes: bool | None) -> None:
        if yes:
            self.do(
                packs.adjust,
                self.desk,
                pack.id,
                asked.amount,
                note=asked.note,
                op_id=uuid4().hex,
                done=lambda movement: self.shell.say(
                    t("packs.adjust.done", left=amount(movement.left, pack.unit))
                ),
            )
