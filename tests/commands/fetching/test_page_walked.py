"""The page about a mailbox, typed as it is printed; its server is that of the tests."""

import pytest

from tests.commands.fetching.conftest import Post
from tests.mail.servers.dovecot import PASSWORD
from tests.walk import REPOSITORY, Bash, walk

pytestmark = pytest.mark.xdist_group("dovecot")
PAGES = {"en": "docs/how-to/mailbox.md", "it": "docs/come-si-fa/casella.md"}
LETTER = (
    b"Authentication-Results: mx.delta.example; dmarc=pass header.from=centrale.example\r\n"
    b"Received: from out.centrale.example by mx.delta.example\r\n"
    b"From: Bar Centrale <bar@centrale.example>\r\nSubject: Registro IVA\r\n\r\nBuongiorno.\r\n"
)


@pytest.mark.parametrize("language", PAGES)
def test_a_mailbox_is_set_up_as_the_page_says(server, tmp_path, language):
    home = tmp_path / "casa"
    folder = home / ".config" / "deskterm"
    folder.mkdir(parents=True)
    told = f'[mail.studio]\npassword_command = ["echo", "{PASSWORD}"]\nca_file = "{server.ca_file}"\n'
    (folder / "config.toml").write_text(told, encoding="utf-8")
    post = Post(server)
    post.deliver(LETTER)
    text = (REPOSITORY / PAGES[language]).read_text(encoding="utf-8")
    text = text.replace(
        "--imap-host imap.delta.example", f"--imap-host localhost --imap-port {server.tls_port}"
    )
    text = text.replace("imap.delta.example", "localhost").replace("studio@delta.example", post.user)
    with Bash(home, language) as bash:
        assert len(walk(text, bash)) == 7
