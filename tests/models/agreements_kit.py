"""A small firm that has several agreements with one customer at once: one is for the server."""

from tests.models.terms_kit import text

RESPONSE = (
    '{ id = "X1", when = ["agreement=server"], target = "1h", clock = "open", calendar = "office" },'
    '{ id = "X2", when = ["contract"], target = "8h", clock = "open", calendar = "office" }'
)
PRICE = (
    '{ id = "X4", when = ["agreement=server"], mode = "included" },'
    '{ id = "X5", mode = "time", rate = "contract", list_rate = 60, step = 15, settle = ["invoice"] }'
)
CHOICE = 'agreement = [ { rule = "X7", name = "Server", when = ["topic=server"] } ]\n'
TOPICS = '{ id = "usage", it = "Uso", en = "Usage" }, { id = "server", it = "Server", en = "Server" }'
FIRM = text(version="2", response=RESPONSE, price=PRICE, more=CHOICE).replace(
    '{ id = "usage", it = "Uso", en = "Usage" }', TOPICS
)
