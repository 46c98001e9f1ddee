from hypothesis import settings

# A calendar's first question loads the holidays of its year; that is not what a property's time is about.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")
