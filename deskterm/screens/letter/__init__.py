"""A letter that is written: the box, the mail beside it, the texts that can be put in, the draft."""
