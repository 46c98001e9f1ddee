"""The page about sending, typed as it is printed; its server is that of the tests."""

import pytest

from tests.mail.sending import server
from tests.mail.sending.server import AUTHORITY, PASSWORD, Sink
from tests.walk import REPOSITORY, Bash, walk

PAGES = {"en": "docs/how-to/sending.md", "it": "docs/come-si-fa/spedire.md"}


@pytest.mark.parametrize("language", PAGES)
def test_letters_are_sent_as_the_page_says(tmp_path, language):
    home, sink = tmp_path / "casa", Sink()
    folder = home / ".config" / "deskterm"
    folder.mkdir(parents=True)
    authority = folder / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(authority)
    told = f'[mail.studio]\npassword_command = ["echo", "{PASSWORD}"]\nca_file = "{authority}"\n'
    (folder / "config.toml").write_text(told, encoding="utf-8")
    text = (REPOSITORY / PAGES[language]).read_text(encoding="utf-8")
    with server.serving(sink) as port, Bash(home, language) as bash:
        there = f"--smtp-host localhost --smtp-port {port}"
        walk(text.replace("--smtp-host smtp.delta.example", there), bash)
    assert len(sink.raw) == 2
