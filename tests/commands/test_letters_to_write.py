"""Letters that wait for a person, on the line: listed on the backlog, each with the command that sends it."""

CHAT = "--channel chat --customer C001 --subject Registro --body Stampa?".split()
CHAT += ["--contact", "Ugo", "--phone", "0445 000300"]


def house(empty, service, *more):
    empty("init", "--service", service)
    for who in ("zen",):
        empty("technician", "add", who)
    empty("customer", "add", "Senza posta", "--code", "C001", "--phone", "0445 000300", *more)
    return empty


def test_an_answer_without_an_address_is_handed_over_by_a_command(empty):
    line = house(empty, "contabilita-in-cloud", "--plan", "ADVANCED")
    code = line("ticket", "add", *CHAT, "--json").json["code"]
    told = line("ticket", "answer", code, "Dal menu Stampe.").out
    assert "da consegnare" in told
    letters = line("backlog", "--json").json["letters"]
    number = letters[-1]["number"]
    assert [(one["what"], one["kind"]) for one in letters] == [
        ("hand", "acknowledgement"),
        ("hand", "answer"),
    ]
    assert f"mail handed {number}" in " ".join(line("backlog").out.split())
    assert f"da consegnare (n. {number})" in line("ticket", "show", code).out
    assert str(number) in line("mail", "handed", number).out
    assert line("ticket", "show", code, "--json").json["state"] == "answered"
    assert line("backlog", "--json").json["letters"] == []
    assert "non aspetta" in line("mail", "handed", number, code=1).err


def test_a_used_up_pack_is_named_as_such_and_its_letter_is_drafted(empty):
    line = house(empty, "omniagest")
    request = ("--channel", "portal", "--customer", "C001", "--subject", "F24", "--body", "Come?")
    form = ("--field", "type=information", "--contact", "Ugo", "--email", "ugo@posta.example")
    first = line("ticket", "add", *request, *form, code=1)
    assert "carnet finito" in first.err
    second = line("ticket", "add", *request, *form, "--json", code=1).json
    assert second["reason"] == "pack_used_up"
    told = " ".join(line("backlog").out.split())
    assert f"mail tell {second['message']}" in told
    assert "Mittenti sconosciuti" not in told
    shown = " ".join(line("mail", "show", second["message"]).out.split())
    assert f"deskterm pack sell C001 --size 10, poi deskterm mail recover {second['message']}" in shown
    letter = line("mail", "tell", second["message"], "--draft").out
    assert "Che cosa possiamo offrire" in letter
    assert line("mail", "tell", second["message"], "--json").json["state"] == "outbox"
    assert line("backlog", "--json").json["letters"] == []
    assert "una lettera è già partita" in line("mail", "tell", second["message"], code=1).err
    again = line("mail", "tell", second["message"], "--again", "--json").json
    assert again["state"] == "outbox"
    for number in (again["id"] - 1, again["id"]):
        line("mail", "stop", number)
    assert [one["what"] for one in line("backlog", "--json").json["letters"]] == ["pack"]


def test_a_callback_that_was_given_up_is_written_about(empty):
    line = house(empty, "contabilita-in-cloud", "--plan", "ADVANCED")
    code = line("ticket", "add", *CHAT, "--email", "u@posta.example", "--json").json["code"]
    for hour in ("10:30", "12:00", "14:30"):
        line("callback", "attempt", "1", "no-answer", at=f"2026-03-02T{hour}")
    later = "2026-03-02T16:00"
    assert "callback write 1" in " ".join(line("backlog", at=later).out.split())
    assert code in line("callback", "write", "1", "--draft", at=later).out
    line("callback", "write", "1", at=later)
    assert line("ticket", "show", code, "--json", at=later).json["state"] == "waiting"


def test_what_a_request_lacks_is_said_when_it_is_typed_and_whenever_it_is_shown(empty):
    empty("init", "--service", "delta-system")
    empty("technician", "add", "zen")
    empty("customer", "add", "Senza telefono", "--code", "C001")
    request = ("--channel", "mail", "--customer", "C001", "--subject", "Ciao", "--body", "Non stampa")
    assert "Manca: " in empty("ticket", "add", *request, "--contact", "Ugo").out
    assert "recapito telefonico" in empty("ticket", "show", "TK000001").out
    assert empty("ticket", "show", "TK000001", "--json").json["missing"] == ["phone"]
    again = empty("ticket", "add", *request[:4], "--subject", "Sollecito", "--json").json["code"]
    assert empty("ticket", "show", again, "--json").json["likely"] == "TK000001"
    assert f"deskterm ticket merge {again} TK000001" in empty("ticket", "show", again).out
