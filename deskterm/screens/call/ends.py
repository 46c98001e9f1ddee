"""How a call may end besides being filed: cancelled with a reason, or priced as the customer agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from deskterm.desk import hearing
from deskterm.desk.billing import agreed_prices, cancel, filing
from deskterm.desk.billing.filing import Filed, FilingPreview
from deskterm.desk.context import Desk
from deskterm.locale import t
from deskterm.locale.figures import money, signs, unit
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.money import Cancelled
from deskterm.models.said import amounts
from deskterm.screens.call import reading
from deskterm.screens.call.on_call import CallPart, OnCall
from deskterm.screens.call.reading import Figures, Sheet
from deskterm.screens.packs import void_dialog
from deskterm.screens.shared import heard
from deskterm.screens.shared.form import Field, Form, Unreadable
from deskterm.widgets.dialogs.boxes import Ask
from deskterm.widgets.keys import Keys
from deskterm.widgets.work import OnFailed


class TypedPrice(Struct, frozen=True):
    """An agreed price as it was typed."""

    net_cents: int
    who: str
    day: str | None
    note: str


def read_price(desk: Desk, values: Mapping[str, str]) -> TypedPrice:
    """The form as filled in. Raises Unreadable."""
    with heard.field("net"):
        net = amounts.cents(values["net"], signs())
    if not values["who"]:
        raise Unreadable("who", t("errors.agreed_with_whom"))
    with heard.field("day"):
        day = hearing.day(desk, values["day"], "past") if values["day"] else None
    return TypedPrice(net, values["who"], day, values["note"])


class Cancelling(CallPart):
    """A contact that counts for nothing, with its reason."""

    def action_cancel(self) -> None:
        """Cancel the call, with the reason; the dialog says who will see it. What is filed is taken back."""
        sheet = self.screen.sheet
        if sheet is None:
            return
        if sheet.done:
            void_dialog.ask_why(self.screen, sheet.group.id, lambda _: self.screen.load())
            return
        number = sheet.group.id
        done = partial(self._ask_why, number)
        self.ask(filing.preview, self.desk, number, done=done, latest="cancel", keys=Keys.WAIT)

    def _ask_why(self, group_id: int, preview: FilingPreview) -> None:
        costs = preview.bill.billable or preview.undecided
        text = f"{t('call.cancel.text')}\n{t('call.cancel.lead')}" if costs else t("call.cancel.text")
        self.show(Ask(t("call.cancel.title"), text), partial(self._cancel, group_id))

    def _cancel(self, group_id: int, why: str | None) -> None:
        if why:
            self.screen.save()
            self.do(cancel.cancel, self.desk, group_id, why=why, done=self._cancelled)

    def _cancelled(self, found: Cancelled) -> None:
        self.shell.say(t("call.cancel.done", code=short(found.ticket)))
        self.screen.load()


class AgreedPrice(CallPart):
    """What is filed waits for its price: it is given the one that the customer agreed to."""

    def __init__(self, screen: OnCall, then: Callable[[Figures], None]) -> None:
        super().__init__(screen)
        self._then = then

    def agree(self, sheet: Sheet) -> None:
        """The price, and who agreed to it when."""
        fields = (
            Field("net", t("call.agree.net", currency=unit()), hint=t("call.agree.net_hint")),
            Field("who", t("call.agree.who"), sheet.ticket.contact_name, t("call.agree.who_hint")),
            Field("day", t("call.agree.day"), hint=t("call.agree.day_hint")),
            Field("note", t("call.agree.note")),
        )
        title = t("call.agree.title", code=short(sheet.group.ticket))
        form = Form(title, fields, partial(read_price, self.desk))
        self.fill_in(form, partial(self._agree, sheet.group.id))

    def _agree(self, group_id: int, price: TypedPrice, refused: OnFailed) -> None:
        self.do(
            agreed_prices.agree,
            self.desk,
            group_id,
            net_cents=price.net_cents,
            who=price.who,
            day=price.day,
            note=price.note,
            done=partial(self._agreed, price),
            failed=refused,
        )

    def _agreed(self, price: TypedPrice, filed: Filed) -> None:
        net = money(price.net_cents)
        self.shell.say(t("call.agree.done", code=short(filed.session.ticket), net=net, who=price.who))
        self._then(reading.figures_of(filed))
