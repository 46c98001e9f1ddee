"""A small firm that promises two things at once, an answer and a resolution, each on a clock of its own."""

from tests.models.terms_kit import text

ANSWER = (
    '{ id = "X1", metric = "answer", target = "1h", clock = "open", calendar = "office", clarify = "runs" }'
)
RESOLUTION = (
    '{ id = "X2", metric = "resolution", target = "8h", soft = "4h", clock = "open", calendar = "office",'
    ' clarify = "pause" }'
)
CONTACT = '{ id = "X3", metric = "contact", target = "30m", clock = "elapsed" }'
WORDS = """
outcome = [ { id = "solved", it = "Risolto", en = "Solved", resolves = true },
            { id = "told", it = "Spiegato", en = "Told", answers = true },
            { id = "open", it = "Da continuare", en = "To go on" } ]
"""
PRICE = '{ id = "X4", mode = "free" }'
LONE = '{ id = "X3", metric = "contact", target = "4h", soft = "1h", clock = "elapsed" }'
FIRST_CONTACT = text(version="2", response=LONE, price=PRICE, more=WORDS)
TWO = text(version="2", response=f"{ANSWER}, {RESOLUTION}", price=PRICE, more=WORDS)
THREE = text(version="2", response=f"{CONTACT}, {ANSWER}, {RESOLUTION}", price=PRICE, more=WORDS)
