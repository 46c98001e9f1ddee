import os

from hypothesis import settings

# How many examples of each property; a trial asks for thousands.
EXAMPLES = int(os.environ.get("DESKTERM_EXAMPLES", "150"))
# A calendar's first question loads the holidays of its year; that is not what a property's time is about.
settings.register_profile("desk", deadline=None, max_examples=EXAMPLES)
settings.load_profile("desk")
