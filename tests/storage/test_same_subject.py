"""A desk of before: its tickets are found by their subject as those that come are."""

from deskterm.storage.schema.migrations import migrations
from sqlite_utils import Database


def test_tickets_of_an_older_desk_are_found_by_their_subject_too():
    db = Database(memory=True)
    migrations.apply(db, stop_before="0005-same-subject")
    db.execute("INSERT INTO terms (service, digest, source, file, valid_from) VALUES ('a', '', '', '', 1)")
    db.execute(
        "INSERT INTO ticket (code, state, terms_id, channel, kind, subject, rank, received_at, tag)"
        " VALUES ('TK000001', 'queued', 1, 'mail', 'email', 'Errore  È fermo', 1, 1, 'x')"
    )
    migrations.apply(db)
    assert db.execute("SELECT subject_key FROM ticket").fetchone() == ("errore è fermo",)
