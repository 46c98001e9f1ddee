"""How the workers of a run share the tests: by files, for what a file makes once each of them would make."""

from __future__ import annotations

from xdist.scheduler import LoadGroupScheduling

# Begun first, each by itself, so that no worker is left with one of them at the end: ten seconds or more.
LONG = (
    "test_no_named_key_is_dead_on_the_screens_of_a_demo",
    "test_a_half_made_environment_is_mended",
    "test_a_morning_is_worked_and_a_desk_of_ones_own_opens",
    "test_no_subject_steers_the_terminal",
    "test_a_ticket_rests_until_what_is_said",
    "test_every_line_about_a_desk_of_several_people",
    "test_a_shift_from_the_next_ticket_to_the_filed_call",
    "test_fifty_kills_lose_nothing_that_was_acknowledged",
    "test_a_restore_killed_at_any_step",
    "test_the_tutorial_is_true_key_by_key",
    "test_a_desk_of_your_own_ends_with_a_call_filed",
    "test_a_shift_as_separate_processes",
    "test_eight_processes_log_work",
    "test_every_line_of_a_page_for_once",
    "test_opening_more_hours_never_makes_a_due_time_of_a_service_later",
)


class ByFile(LoadGroupScheduling):
    """One worker does the tests of a file, or of a group; a long test goes alone."""

    def _split_scope(self, nodeid: str) -> str:
        scope = super()._split_scope(nodeid)
        if scope != nodeid:
            return scope
        file, _, name = nodeid.partition("::")
        return nodeid if name.startswith(LONG) else file
