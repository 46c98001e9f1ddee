"""The letters that a rule can name (`template`); what each says is in the catalogue `book`."""

from __future__ import annotations

TEMPLATES = tuple(
    "acknowledgement activating after-the-peak book-in-writing claim-too-late clarification close-the-tool"
    " first-topic-only in-queue longer-wait no-subject one-a-day out-of-scope pack-used-up"
    " phone-agreement-needed plan-needed please-write sign-up-needed upload".split()
)
