"""Deliberate mistakes, one of each kind that the laws forbid, each with the check that must catch it.

`make trial` makes them one by one in a copy of the repository (`test_mistakes.py`). A new law brings its
mistake along: a check that nobody has seen failing is none.
"""

from __future__ import annotations

from tests.desk.intake.test_short_way import AT_MOST
from tests.house.one_mistake import ARROWS, LINT, Mistake, arrow

HOUSE = "tests/house/"
ONE_WAY = "requests flow one way: screens, commands, mail, documents -> desk -> storage -> models"
NO_ROW = "screens, commands and widgets reach no row"
FLOORS = "inside the desk: deeds over steps over the open desk"
TABLES = "inside the storage: tables over the file over the connection over the schema"
NOUNS = "inside the commands: nouns over answers over the frame"
CHILD = "inside the mail: who runs the child over the child over what is read in it"
BASICS = "inside the models: basics, terms, records, rules, money, rehearsal"
NOTE = '        desk.record(conn, "note", ticket_id=ticket.id, target=ticket.code)\n'
LADDER = "\n".join(["class R0:\n    pass", *(f"class R{n}(R{n - 1}):\n    pass" for n in range(1, 6))])
GOD = "class God:\n" + "\n".join(f"    def do_{n}(self) -> None: ..." for n in range(61))
LONG = "def long() -> None:\n" + "    pass\n" * 51

MISTAKES = (
    # Which way things flow.
    arrow(
        "a screen reads rows",
        "deskterm/screens/backlog/words.py",
        "deskterm.storage.money.packs",
        NO_ROW,
        r"deskterm\.screens\.backlog\.words -> deskterm\.storage\.money\.packs",
    ),
    arrow(
        "a command reads rows",
        "deskterm/commands/packs/pack.py",
        "deskterm.storage.money.packs",
        NO_ROW,
        r"deskterm\.commands\.packs\.pack -> deskterm\.storage\.money\.packs",
    ),
    arrow(
        "the storage knows the desk",
        "deskterm/storage/money/packs.py",
        "deskterm.desk.errors",
        ONE_WAY,
        r"deskterm\.storage\.money\.packs -> deskterm\.desk\.errors",
    ),
    arrow(
        "a step calls a deed",
        "deskterm/desk/steps/facts.py",
        "deskterm.desk.queue.queue",
        FLOORS,
        r"deskterm\.desk\.steps\.facts -> deskterm\.desk\.queue\.queue",
    ),
    arrow(
        "a lower deed calls a higher one",
        "deskterm/desk/packs/packs.py",
        "deskterm.desk.billing.filing",
        FLOORS,
        r"deskterm\.desk\.packs\.packs -> deskterm\.desk\.billing\.filing",
    ),
    arrow(
        "a lower step calls a higher one",
        "deskterm/desk/steps/teams.py",
        "deskterm.desk.steps.rehearsal.work",
        "inside the steps",
        r"deskterm\.desk\.steps\.teams -> deskterm\.desk\.steps\.rehearsal\.work",
    ),
    arrow(
        "the basics know the rules",
        "deskterm/models/basics/money.py",
        "deskterm.models.rules.rules",
        BASICS,
        r"deskterm\.models\.basics\.money -> deskterm\.models\.rules\.rules",
    ),
    arrow(
        "a dialog knows the queue",
        "deskterm/screens/gate/words.py",
        "deskterm.screens.queue.screen",
        "inside the screens",
        r"deskterm\.screens\.gate\.words -> deskterm\.screens\.queue\.screen",
    ),
    arrow(
        "the connection knows a table",
        "deskterm/storage/finding.py",
        "deskterm.storage.money.packs",
        TABLES,
        r"deskterm\.storage\.finding -> deskterm\.storage\.money\.packs",
    ),
    arrow(
        "the frame knows a noun",
        "deskterm/commands/frame/output.py",
        "deskterm.commands.packs.pack",
        NOUNS,
        r"deskterm\.commands\.frame\.output -> deskterm\.commands\.packs\.pack",
    ),
    arrow(
        "a text knows a dialog",
        "deskterm/widgets/text/plain.py",
        "deskterm.widgets.everywhere",
        "inside the widgets",
        r"deskterm\.widgets\.text\.plain -> deskterm\.widgets\.everywhere",
    ),
    arrow(
        "what is read knows its child",
        "deskterm/mail/reading/limits.py",
        "deskterm.mail.sandbox",
        CHILD,
        r"deskterm\.mail\.reading\.limits -> deskterm\.mail\.sandbox",
    ),
    arrow(
        "a deed has its own database",
        "deskterm/desk/packs/packs.py",
        "sqlite3",
        "no SQL driver outside storage",
        r"deskterm\.desk\.packs\.packs -> sqlite3",
    ),
    arrow(
        "a command draws",
        "deskterm/commands/packs/pack.py",
        "textual.widgets",
        "no Textual behind the line commands",
        r"deskterm\.commands\.packs\.pack -> textual",
    ),
    arrow(
        "a rule draws",
        "deskterm/models/rules/order.py",
        "rich",
        "models know no database, no terminal and none of the rooms above",
        r"deskterm\.models\.rules\.order -> rich",
    ),
    Mistake(
        "a room without a floor",
        "deskterm/desk/extras/__init__.py",
        '"""More."""\n',
        ARROWS + FLOORS,
        r"deskterm\.desk\.extras",
    ),
    Mistake(
        "a circle of modules",
        "deskterm/desk/steps/facts.py",
        "\n\ndef late() -> None:\n    from deskterm.desk.steps import snapshots\n",
        HOUSE + "test_circles.py::test_no_modules_import_each_other_in_a_circle",
        r"deskterm\.desk\.steps\.facts -> deskterm\.desk\.steps\.snapshots",
    ),
    Mistake(
        "a circle of rooms",
        "deskterm/commands/queue/queue.py",
        "\n\ndef late() -> None:\n    from deskterm.commands.tickets import undo\n",
        HOUSE + "test_circles.py::test_the_parts_of_a_room_stand_in_no_circle",
        r"commands\.queue -> deskterm\.commands\.tickets|commands\.tickets -> deskterm\.commands\.queue",
    ),
    Mistake(
        "a model imports a deed late",
        "deskterm/models/rules/order.py",
        "\n\ndef late() -> None:\n    from deskterm.desk.packs import packs\n",
        HOUSE + "test_arrows.py::test_models_import_nothing_of_ours_but_models",
        r"models/rules/order\.py:\d+",
    ),
    # Deeds and steps.
    Mistake(
        "a step opens a transaction",
        "deskterm/desk/steps/facts.py",
        "\n\ndef late(desk: Desk) -> None:\n    with desk.write():\n        pass\n",
        HOUSE + "test_deeds.py::test_no_step_opens_a_transaction",
        r"desk/steps/facts\.py:\d+",
    ),
    Mistake(
        "a deed takes an open transaction",
        "deskterm/desk/packs/packs.py",
        "\n\ndef inside(desk: Desk, conn: object) -> None:\n    pass\n",
        HOUSE + "test_deeds.py::test_no_public_function_of_a_deed_takes_an_open_transaction",
        r"desk/packs/packs\.py:\d+ inside",
    ),
    Mistake(
        "a deed tells nothing",
        "deskterm/desk/tickets/tickets.py",
        "",
        "tests/desk/queue/test_queue.py",
        r"desk/tickets/tickets\.py note changed message",
        find=NOTE,
    ),
    Mistake(
        "a screen waits for the desk",
        "deskterm/screens/backlog/screen.py",
        "        self._show(backlog_words.read(self.desk))\n",
        "tests/screens/backlog/test_backlog_screen.py"
        "::test_four_numbers_say_what_waits_what_is_late_and_what_money_waits",
        r"screens/backlog/\w+\.py \w+ waits for the desk",
        find='        self.ask(backlog_words.read, self.desk, done=self._show, latest="figures")\n',
    ),
    Mistake(
        "a deed leads to no event",
        "deskterm/desk/packs/packs.py",
        "\n\ndef silent(desk: Desk, pack_id: int) -> None:\n    with desk.write() as conn:\n"
        "        _lose(desk, conn, pack_id)\n\n\ndef _lose(desk, conn, pack_id):\n"
        '    book(desk, conn, pack_id, "adjusted", -1, op_id="x")\n',
        HOUSE + "test_deeds.py::test_every_deed_leads_to_an_event",
        r"desk/packs/packs\.py', 'silent'",
    ),
    Mistake(
        "a command writes past the deeds",
        "deskterm/commands/packs/pack.py",
        "\n\ndef touch(line: Line) -> None:\n    with line.desk.write():\n        pass\n",
        HOUSE + "test_deeds.py::test_nobody_above_the_desk_goes_past_its_deeds",
        r"commands/packs/pack\.py:\d+ line\.desk\.write",
    ),
    Mistake(
        "a screen loads rows by their name",
        "deskterm/screens/backlog/words.py",
        "\n\ndef late() -> object:\n    from importlib import import_module\n\n"
        '    return import_module("deskterm.storage.money.packs")\n',
        HOUSE + "test_arrows.py::test_no_module_is_loaded_by_its_name_past_the_arrows",
        r"screens/backlog/words\.py:\d+ deskterm\.storage\.money\.packs",
    ),
    Mistake(
        "an import that no check can read",
        "deskterm/desk/steps/facts.py",
        "\n\ndef late() -> object:\n    from . import snapshots\n\n    return snapshots\n",
        LINT + "TID252",
        r"desk/steps/facts\.py:\d+:\d+",
    ),
    Mistake(
        "SQL outside the storage",
        "deskterm/desk/packs/packs.py",
        '\nALL = "SELECT id FROM pack"\n',
        "tests/storage/test_schema.py::test_sql_and_its_drivers_stand_in_the_storage_alone",
        r"packs\.py:\d+",
    ),
    Mistake(
        "SQL in small letters",
        "deskterm/desk/packs/packs.py",
        '\nALL = "select id from pack"\n',
        "tests/storage/test_schema.py::test_sql_and_its_drivers_stand_in_the_storage_alone",
        r"packs\.py:\d+",
    ),
    Mistake(
        "the desk's file is opened by hand",
        "deskterm/desk/upkeep/care.py",
        "\n\ndef size(desk: Desk) -> int:\n    return len(desk.store.path.read_bytes())\n",
        "tests/storage/test_untouched.py::test_no_other_room_opens_the_desks_file",
        r"desk/upkeep/care\.py:\d+",
    ),
    Mistake(
        "a migration that is not counted",
        "deskterm/storage/schema/versions.py",
        "",
        "tests/storage/test_schema.py::test_the_printed_schema_is_the_one_that_the_migrations_make",
        r"0014-sdi is not the next",
        find='    "0014-sdi",\n',
    ),
    # Services are data; time comes in; money is exact.
    Mistake(
        "a service is named",
        "deskterm/desk/packs/packs.py",
        '\n\ndef special(desk: Desk) -> bool:\n    return desk.service.provider.id == "istes"\n',
        HOUSE + "test_arrows.py::test_no_module_asks_which_service_it_works_for",
        r"desk/packs/packs\.py:\d+",
    ),
    Mistake(
        "a service has its own number in the code",
        "deskterm/desk/packs/packs.py",
        '\nDAYS = {"istes": 5}\n',
        HOUSE + "test_arrows.py::test_no_module_asks_which_service_it_works_for",
        r"desk/packs/packs\.py:\d+ istes",
    ),
    Mistake(
        "a rule reads the clock",
        "deskterm/models/rules/order.py",
        "\n\ndef late() -> float:\n    import datetime\n\n    return datetime.datetime.now().timestamp()\n",
        HOUSE + "test_arrows.py::test_models_read_no_clock",
        r"models/rules/order\.py:\d+",
    ),
    Mistake(
        "a deed reads the machine's clock",
        "deskterm/desk/packs/packs.py",
        "\n\ndef late() -> float:\n    import time\n\n    return time.time()\n",
        HOUSE + "test_arrows.py::test_what_time_it_is_is_asked_in_one_place",
        r"desk/packs/packs\.py:\d+ time\.time\(\)",
    ),
    Mistake(
        "money is a float",
        "deskterm/models/money/price.py",
        "\nVAT = 0.22\n",
        HOUSE + "test_exact.py::test_no_float_stands_where_money_is",
        r"models/money/price\.py:\d+ 0\.22",
    ),
    Mistake(
        "cents are halved elsewhere",
        "deskterm/desk/lead/backlog.py",
        "\n\ndef half(found: Backlog) -> int:\n    return round(found.to_invoice_cents / 2)\n",
        HOUSE + "test_exact.py::test_no_cents_are_made_inexact_anywhere",
        r"desk/lead/backlog\.py:\d+ found\.to_invoice_cents / 2",
    ),
    Mistake(
        "something is made at import",
        "deskterm/clock.py",
        "\nfrom pathlib import Path\n\nPath('here').mkdir()\n",
        HOUSE + "test_arrows.py::test_nothing_is_made_when_a_module_is_imported",
        r"os\.mkdir",
    ),
    # What people see.
    Mistake(
        "text from outside in a widget",
        "deskterm/screens/ticket/letters.py",
        "\n\ndef heading(ticket) -> object:\n    from textual.widgets import Static\n\n"
        "    return Static(ticket.subject)\n",
        HOUSE + "test_shown.py::test_text_reaches_widgets_only_through_shown",
        r"Static\(ticket\.subject\)",
    ),
    Mistake(
        "text from outside in a widget of ours",
        "deskterm/screens/ticket/letters.py",
        "\n\nclass Heading(Static):\n    pass\n\n\ndef heading(ticket) -> object:\n"
        "    return Heading(ticket.subject)\n",
        HOUSE + "test_shown.py::test_text_reaches_widgets_only_through_shown",
        r"Heading\(ticket\.subject\)",
    ),
    Mistake(
        "text from outside under a name that is safe elsewhere",
        "deskterm/screens/ticket/letters.py",
        "\n\ndef one(text: str) -> object:\n    subject = shown(text)\n    return subject\n\n\n"
        "def two(subject: str) -> object:\n    return Static(subject)\n",
        HOUSE + "test_shown.py::test_text_reaches_widgets_only_through_shown",
        r"Static\(subject\)",
    ),
    Mistake(
        "a widget draws a text as it is",
        "deskterm/widgets/bars.py",
        '\n\nclass Sub(Widget):\n    about = ""\n\n    def render(self) -> str:\n        return self.about\n',
        HOUSE + "test_shown.py::test_text_reaches_widgets_only_through_shown",
        r"render gives what may be a text",
    ),
    Mistake(
        "a figure of the backlog that no screen shows",
        "deskterm/screens/backlog/screen.py",
        "pass",
        "tests/screens/backlog/test_every_figure.py::test_the_screen_shows_every_figure",
        r"by_age",
        find='self._put("#ages", backlog_words.ages(found, self.query_one("#ages").size.width or 30))',
    ),
    Mistake(
        "a column that says not what stands in it",
        "deskterm/screens/month/words.py",
        "\n\ndef more(title: str) -> ListColumn:\n    return ListColumn(title, 5)\n",
        HOUSE + "test_one_home.py::test_a_column_with_a_title_says_itself_what_stands_in_it",
        r"screens/month/words\.py:\d+",
    ),
    Mistake(
        "a word in Italian alone",
        "deskterm/locale/it/backlog.po",
        '\nmsgid "backlog.alone"\nmsgstr "da solo"\n',
        HOUSE + "test_catalogues.py::test_both_languages_have_the_same_keys_blanks_and_forms",
        r"backlog\.alone",
    ),
    Mistake(
        "a word that nobody asks for",
        "deskterm/locale/it/backlog.po",
        '\nmsgid "backlog.alone"\nmsgstr "da solo"\n',
        HOUSE + "test_catalogues.py::test_no_text_waits_for_somebody_to_ask",
        r"backlog\.alone",
    ),
    Mistake(
        "a word that is not there",
        "deskterm/screens/backlog/words.py",
        '\n\ndef more() -> str:\n    return t("backlog.not_there")\n',
        HOUSE + "test_catalogues.py::test_every_text_that_the_program_asks_for_is_there",
        r"screens/backlog/words\.py:\d+ backlog\.not_there",
    ),
    Mistake(
        "a sentence in the code",
        "deskterm/screens/backlog/words.py",
        '\nWHY = "non è più il giorno"\n',
        HOUSE + "test_catalogues.py::test_italian_sentences_stand_in_the_catalogues",
        r"screens/backlog/words\.py:\d+ non è più il giorno",
    ),
    Mistake(
        "a day put together by hand",
        "deskterm/screens/backlog/words.py",
        '\n\ndef when(day: date) -> str:\n    return f"{day.day}/{day.month}"\n',
        HOUSE + "test_one_home.py::test_no_day_is_put_together_by_hand",
        r"screens/backlog/words\.py:\d+",
    ),
    Mistake(
        "money written by hand",
        "deskterm/screens/backlog/words.py",
        '\n\ndef price(cents: int) -> str:\n    return f"{cents // 100},{cents % 100:02}"\n',
        HOUSE + "test_one_home.py::test_cents_are_parted_from_their_euro_by_nobody",
        r"screens/backlog/words\.py:\d+",
    ),
    Mistake(
        "a day in one language's order",
        "deskterm/screens/backlog/words.py",
        '\n\ndef when(day: date) -> str:\n    return f"{day:%d/%m/%Y}"\n',
        HOUSE + "test_one_home.py::test_no_pattern_of_a_day_stands_in_the_code",
        r"words\.py:\d+",
    ),
    Mistake(
        "a refusal without its sentence",
        "deskterm/desk/packs/packs.py",
        '\n\ndef refuse() -> None:\n    raise Refused("never_heard_of")\n',
        HOUSE + "test_error_words.py::test_a_refusal_has_its_sentence",
        r"never_heard_of",
    ),
    Mistake(
        "an action without key and help",
        "deskterm/actions.py",
        '    _a("desk.call", "f2", EVERYWHERE),\n    _a("desk.dance", "", EVERYWHERE),\n',
        "tests/screens/test_actions.py::test_every_action_has_its_words",
        r"desk\.dance",
        find='    _a("desk.call", "f2", EVERYWHERE),\n',
    ),
    Mistake(
        "a key with two meanings",
        "deskterm/actions.py",
        '    _a("desk.undo", "f2", EVERYWHERE),\n',
        "tests/screens/test_actions.py::test_a_key_means_one_thing_on_a_screen",
        r"f2",
        find='    _a("desk.undo", "u", EVERYWHERE),\n',
    ),
    Mistake(
        "a command without an example",
        "deskterm/locale/it/commands.po",
        'msgid "commands.backlog.sample"\n',
        HOUSE + "test_help.py::test_a_help_page_has_lines_to_try_that_the_program_takes",
        r"no example",
        find='msgid "commands.backlog.example"\n',
    ),
    Mistake(
        "papers that are stale",
        "docs/comandi.md",
        "\nDi più.\n",
        HOUSE + "test_papers.py::test_no_paper_is_stale",
        r"python -m deskterm\.commands\.papers\.handbook",
    ),
    Mistake(
        "a page that names what is not there",
        "ARCHITECTURE.md",
        "\nSee `deskterm/desk/nowhere.py`.\n",
        HOUSE + "test_docs.py::test_every_file_that_a_page_names_is_there",
        r"deskterm/desk/nowhere\.py",
    ),
    # A house that can be read.
    Mistake(
        "a ladder of classes",
        "deskterm/screens/gate/words.py",
        f"\n\n{LADDER}\n",
        HOUSE + "test_ladders.py::test_no_class_stands_on_a_ladder",
        r"R4: 5 classes",
    ),
    Mistake(
        "a class that does everything",
        "deskterm/screens/gate/words.py",
        f"\n\n{GOD}\n",
        HOUSE + "test_ladders.py::test_no_class_does_everything",
        r"God: 61 methods",
    ),
    Mistake(
        "a function without end",
        "deskterm/desk/packs/packs.py",
        f"\n\n{LONG}",
        HOUSE + "test_repository.py::test_no_function_is_too_long_to_be_read",
        r"desk/packs/packs\.py:\d+ long 52",
    ),
    Mistake(
        "a module without end",
        "deskterm/desk/packs/more.py",
        "\n" * 401,
        HOUSE + "test_repository.py::test_no_module_is_too_long_to_be_read",
        r"desk/packs/more\.py",
    ),
    Mistake(
        "a warehouse",
        "deskterm/documents/more.py",
        '"""More."""\n',
        HOUSE + "test_repository.py::test_no_folder_of_the_program_is_a_warehouse",
        r"deskterm/documents",
        times=16,
    ),
    Mistake(
        "a function that nobody calls",
        "deskterm/models/basics/money.py",
        "\n\ndef nobody_calls_me() -> int:\n    return 1\n",
        HOUSE + "test_dead_code.py::test_every_function_class_and_constant_is_used_in_the_program",
        r"models\.basics\.money\.nobody_calls_me",
    ),
    Mistake(
        "states listed again",
        "deskterm/desk/packs/packs.py",
        '\nOPEN = ("queued", "taken", "waiting", "vendor", "parked")\n',
        HOUSE + "test_one_home.py::test_the_states_of_a_ticket_are_listed_in_one_place",
        r"desk/packs/packs\.py:\d+",
    ),
    Mistake(
        "states listed again, one by one",
        "deskterm/desk/packs/packs.py",
        "\n\ndef is_open(state: str) -> bool:\n"
        '    return state == "queued" or state == "taken" or state == "waiting" or state == "vendor"'
        ' or state == "parked"\n',
        HOUSE + "test_one_home.py::test_the_states_of_a_ticket_are_listed_in_one_place",
        r"desk/packs/packs\.py:\d+",
    ),
    Mistake(
        "a deed without types",
        "deskterm/desk/packs/packs.py",
        '\n\ndef untyped(desk):\n    """Nothing."""\n',
        LINT + "ANN001",
        r"desk/packs/packs\.py:\d+:\d+",
    ),
    Mistake(
        "a deed that says nothing of itself",
        "deskterm/desk/packs/packs.py",
        "\n\ndef unsaid(desk: Desk) -> None:\n    return None\n",
        LINT + "D103",
        r"desk/packs/packs\.py:\d+:\d+",
    ),
    Mistake(
        "a package that is not declared",
        "deskterm/desk/packs/packs.py",
        "\nimport httpx\n",
        HOUSE + "test_dependencies.py::test_what_the_program_imports_is_what_it_declares",
        r"httpx",
    ),
    Mistake(
        "a person's real address",
        "tests/data/somebody.txt",
        "anna@" + "dalpra.it\n",
        HOUSE + "test_repository.py::test_every_address_is_invented",
        r"tests/data/somebody\.txt",
    ),
    Mistake(
        "a proof of a rule that is not there",
        "tests/desk/packs/test_packs.py",
        "\n\n@" + 'pytest.mark.rule("D99")\ndef test_nothing():\n    pass\n',
        HOUSE + "test_rules.py::test_every_rule_and_reading_has_a_test_and_every_mark_a_rule",
        r"D99: no such rule",
    ),
    Mistake(
        "a mail goes where it has no errand",
        "deskterm/desk/intake/receive.py",
        "threads.of_mail(conn, mail)\n",
        "tests/desk/intake/test_short_way.py::test_a_mail_passes_few_modules_at_every_desk",
        rf"'delta-system': {AT_MOST + 1}\b",
        find="threads.of_mail(conn, mail) if named else None\n",
    ),
    Mistake(
        "one name for two modules",
        "deskterm/commands/packs/pack.py",
        "\nfrom deskterm.models.said import words\n",
        HOUSE + "test_names.py::test_a_name_means_one_module_and_an_alias_one_thing",
        r"deskterm\.models\.said\.words",
    ),
    Mistake(
        "an English sentence in the code",
        "deskterm/desk/packs/packs.py",
        '\n\nUSED = "The pack is used up"\n',
        HOUSE + "test_sentences.py::test_no_sentence_stands_in_the_code",
        r"packs/packs\.py:\d+ The pack is used up",
    ),
    Mistake(
        "a sentence around what is filled in",
        "deskterm/desk/packs/packs.py",
        '\n\ndef told(code: str) -> str:\n    """The pack."""\n    return f"Carnet {code} di {code}"\n',
        HOUSE + "test_sentences.py::test_no_sentence_stands_in_the_code",
        r"packs/packs\.py:\d+  di ",
    ),
    Mistake(
        "a word of one language on a screen",
        "deskterm/screens/backlog/words.py",
        '\n\nHEAD = shown("Carnet")\n',
        HOUSE + "test_sentences.py::test_no_word_is_shown_that_stands_in_the_code",
        r"backlog/words\.py:\d+ Carnet",
    ),
    Mistake(
        "a test takes what has gone away",
        "tests/screens/ring/test_promised_to_whom.py",
        "from deskterm.desk.calls import begun_and_gone, timer\n",
        HOUSE + "test_what_tests_take.py::test_every_name_that_is_taken_stands_where_it_is_taken_from",
        r"test_promised_to_whom\.py:\d+: deskterm\.desk\.calls\.begun_and_gone",
        find="from deskterm.desk.calls import begun_and_taken, timer\n",
    ),
)
