"""One way of speaking in Italian, and one word for one thing, on the screens, on the line and on the pages.

The program addresses nobody, neither with «tu» nor with «Lei»: what is to be done stands in the infinitive or
without a person («riprovare», «va detto perché»). Labels of keys are short, as elsewhere («Apri», «Annulla»).
Letters to customers, and what is said to them, are polite («Lei»).
"""

import re

import pytest

from tests.house.code import REPOSITORY
from tests.house.test_catalogues import ROOMS, everything

LEI = (
    "aggiorni aggiunga apra attivi cancelli cerchi chiuda corregga dica esporti faccia imposti incolli liberi"
    " prenda provi rifaccia rimetta riprovi riscriva salvi sblocchi scelga scriva sposti svuoti tenga tocchi"
    " tolga unisca usi veda venda lei"
)
TU = "dici di' digli puoi vuoi devi hai sei tuo tua tuoi tue dov'eri scegli scrivi metti"
ADDRESS = re.compile(rf"(?<![\w'])({'|'.join((LEI + ' ' + TU).split())})(?![\w'])", re.IGNORECASE)
# Said to the customer, or by the terms of whoever is no customer; or not an address at all.
OTHERWISE = {
    "call.to.agree": "lei",
    "ring.nobody": "scriva",
    "commands.ticket.hand-over.option.note": "lei",
    "terms.bad_weekday": "tue",
    "book.value.opening": "tue",
}
PAGES = sorted(
    page
    for folder in ("docs", "docs/come-si-fa")
    for page in (REPOSITORY / folder).glob("*.md")
    if folder != "docs" or page.name in ("mattina.md", "prova.md", "tasti.md", "comandi.md")
)


def addressed(text):
    return [found[0].lower() for found in ADDRESS.finditer(text)]


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "letters"])
def test_no_text_of_the_program_says_tu_or_lei(room):
    texts = {key: forms for key, forms in everything("it").items() if key.partition(".")[0] == room}
    found = {key: addressed(" ".join(forms)) for key, forms in texts.items()}
    left = {key: [word for word in words if word != OTHERWISE.get(key)] for key, words in found.items()}
    assert {key: words for key, words in left.items() if words} == {}


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_no_page_says_tu_or_lei(page):
    lines = page.read_text(encoding="utf-8").splitlines()
    aside = ("per lui o per lei", "Perché nessuno scriva", "qualunque carnet si usi")
    assert [line for line in lines if addressed(line) and not any(said in line for said in aside)] == []


def test_a_view_has_one_name_on_its_tab_its_key_and_the_line():
    for language in ("it", "en"):
        words = everything(language)
        for view in ("queue", "hand", "waiting", "done", "post"):
            name = words[f"actions.desk.{view}"]
            assert words[f"queue.tab.{view}"] == words[f"queue.view.{view}"] == name
            if view != "post":
                assert name[0].lower() in words["commands.ticket.list"][0].lower()


def test_what_is_paid_before_has_the_word_of_the_trade():
    """A package of a distribution is another thing; what people type by mistake is theirs."""
    texts = {key: " ".join(forms) for key, forms in everything("it").items() if not key.startswith("letters")}
    del texts["commands.man.more"], texts["commands.nouns"]
    assert [
        key for key, text in texts.items() if re.search(r"pacchett|\brichiam[oi]\b", text, re.IGNORECASE)
    ] == []
