import os

from hypothesis import settings

# A calendar's first question loads the holidays of its year; that is not what a property's time is about.
# A trial asks for thousands of examples of each property.
settings.register_profile("desk", deadline=None, max_examples=int(os.environ.get("DESKTERM_EXAMPLES", "300")))
settings.load_profile("desk")
