"""A small firm whose priorities follow from impact and urgency, and whose fee counts workplaces."""

from tests.models.terms_kit import text

LEVELS = 'value = [ { id = "high", it = "alto", en = "high" }, { id = "low", it = "basso", en = "low" } ]'
MAIL, LOW = 'from = ["mail"]', 'default = "low"'
FACTS = f"""
fact = [
  {{ id = "impact", of = "ticket", kind = "choice", it = "Impatto", en = "Impact", {MAIL}, {LEVELS} }},
  {{ id = "urgency", of = "ticket", kind = "choice", it = "Urgenza", en = "Urgency", {LOW}, {LEVELS} }},
  {{ id = "workplaces", of = "agreement", kind = "number", it = "Postazioni", en = "Workplaces" }} ]
"""
SEVERITY = 'severity = { high = { high = "A", low = "B" }, low = { high = "B" } }'
TABLE = f'priority = {{ rule = "X8", of = ["impact", "urgency"], {SEVERITY} }}\n'
TIERS = 'priority = { rule = "X8", of = ["impact", "urgency"], tier = { high = { high = 0, low = 2 } } }\n'
FEE = 'fee = { rule = "X9", price = 12.50, count = "workplaces", every = "month" }\n'
HOURS = (
    '{ id = "X1", when = ["severity=A"], target = "1h", clock = "open", calendar = "office" },'
    '{ id = "X2", target = "8h", clock = "open", calendar = "office" }'
)
QUEUE = '["tier", "severity", "arrived"]'


def firm(table=TABLE, more="", **parts):
    given = {"queue": QUEUE, "response": HOURS, "price": '{ id = "X4", mode = "free" }'} | parts
    return text(version="2", more=FACTS + table + FEE + more, **given)
