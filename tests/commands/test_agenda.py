"""`deskterm agenda` and `deskterm shift`: what is promised, the feed kept up, what is loose."""

from deskterm import settings
from icalendar import Calendar


def agreed(line, start="2026-03-03T10:00", *more):
    code = line(
        "ticket", "add", "--customer", "C001", "--subject", "Stampa", "--body", "Non stampa", "--json"
    ).json
    code = code["code"]
    line("appointment", "add", code, "--start", start, "--kind", "remote", *more)
    return code


def events(path):
    return [str(one["summary"]) for one in Calendar.from_ical(path.read_bytes()).walk("VEVENT")]


def test_the_agenda_is_told_for_people_and_for_programs(line):
    code = agreed(line)
    assert code in line("agenda").out and "teleassistenza" in line("agenda").out
    (row,) = [one for one in line("agenda", "--json").lines if one["what"] == "appointment"]
    assert (row["ticket"], row["at"], row["technician"]) == (code, "2026-03-03T10:00:00+01:00", "zen")
    assert "at" in line("agenda", "--csv").out.splitlines()[0]
    assert "Niente è promesso" in line("agenda", "--since", "1/4/2026", "--mine").out


def test_the_feed_is_kept_up_with_every_change_where_the_settings_name_a_file(line, home):
    path = settings.config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    file = home / "mia.ics"
    path.write_text(f'agenda = "{file}"\n')
    agreed(line)
    assert len(events(file)) == 1
    line("appointment", "cancel", "1", "--why", "ferie")
    assert events(file) == []
    path.write_text(f'agenda = "{home / "nowhere" / "mia.ics"}"\n')
    told = line("ticket", "note", "TK000001", "prova")
    assert "non si può scrivere" in told.err


def test_a_feed_is_written_where_one_says_or_it_is_said_why_not(line, home):
    agreed(line)
    line("agenda", "--ics", str(home / "a.ics"))
    assert len(events(home / "a.ics")) == 1
    assert "non si può scrivere" in line("agenda", "--ics", str(home / "nowhere" / "a.ics"), code=1).err


def test_phone_fault_11_the_end_of_the_shift_names_what_is_loose_and_the_command_for_it(line):
    assert "Niente in sospeso." in line("shift").out
    code = agreed(line)
    held = line(
        "ticket", "add", "--customer", "C001", "--subject", "Altro", "--body", "Non va", "--json"
    ).json
    held = held.get("code") or held["ticket"]
    line("ticket", "take", held, "--reason", "prova")
    rows = {one["what"]: one for one in line("shift", "--json").lines}
    assert rows["hand"]["do"] == f"deskterm ticket give-back {held}"
    assert rows["appointment"]["ticket"] == code
    assert f"deskterm ticket give-back {held}" in line("shift").out


def test_a_session_without_a_start_is_agreed_whatever_second_it_is(line):
    at = "2026-03-03T10:30:33"
    given = ("--customer", "C001", "--subject", "A", "--body", "B", "--json")
    code = line("ticket", "add", *given, at=at).json["code"]
    made = line("appointment", "add", code, "--json", at=at).json
    assert made["starts_at"] == "2026-03-03T10:45:00+01:00"
    assert "10:30" in line("callback", "add", code, "--due", "10:30", at=at).out


def test_a_ticket_that_goes_from_hand_to_hand_says_whose_its_appointment_is(line):
    code = agreed(line)
    for name in ("zen", "luca"):
        line("technician", "add", name)
    line("ticket", "take", code, "--reason", "prova")
    kept = line("ticket", "hand-over", code, "--to", "luca").out
    assert f"{code} ora è in mano a luca. L'appuntamento (3/3/26 10:00) resta a zen." in kept
    line("undo")
    assert "è di luca" in line("ticket", "hand-over", code, "--to", "luca", "--appointment").out
    line("undo")
    began = "2026-03-03T10:05"
    told = line("ticket", "give-back", code, at=began).out
    assert "resta a zen: deskterm appointment done 1, o cancel." in told
    line("ticket", "take", code, at=began)
    assert "è ora di luca." in line("ticket", "hand-over", code, "--to", "luca", at=began).out
    assert line("agenda", "--json", at=began).lines[0]["technician"] == "luca"
