"""A real IMAP server on this machine: Dovecot with a configuration, a certificate and mailboxes of its own.

It runs as whoever runs the tests, in a folder of its own, on a port of its own, and ends with the test.
"""

from __future__ import annotations

import base64
import contextlib
import grp
import hmac
import imaplib
import json
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import trustme

BINARY = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PASSWORD = "Canarino-4t8v"
USER = "studio@delta.example"  # anybody has a mailbox here, and this password

CONFIG = """
base_dir = {base}
state_dir = {base}
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
{users}
ssl = required
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
ssl_client_ca_dir =
disable_plaintext_auth = yes
auth_mechanisms = plain login xoauth2
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 100
imap_capability = {capability}
first_valid_uid = 1
mmap_disable = yes
mail_fsync = never
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service auth {{
  user = {me}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 100
}}
service stats {{
  chroot =
}}
"""
OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
active_attribute =
active_value =
"""
KEY = b"the authority's own key, thirty-two bytes and more"


def needed():
    """Skip without Dovecot on somebody's machine; where every check runs, its lack is a failure."""
    if BINARY is None:
        if os.environ.get("DESKTERM_EVERY_PYTHON"):
            pytest.fail("dovecot-imapd is not installed")
        pytest.skip("dovecot-imapd is not installed")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def token(who=USER, *, ends_in=3600, key=KEY):
    """What an authority gives to whoever may read this mailbox for a while."""

    def packed(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    now = int(time.time())
    head = packed(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = packed(json.dumps({"sub": who, "iat": now - 60, "exp": now + ends_in}).encode())
    signed = packed(hmac.digest(key, head + b"." + body, "sha256"))
    return b".".join((head, body, signed)).decode()


class Dovecot:
    """The server; `deliver` puts mails into a mailbox as another program would."""

    def __init__(self, *, capability: str = "") -> None:
        # Short, for the names of its sockets, and open to the users as whom it runs where we are root.
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.folder.chmod(0o755)
        self.capability = capability
        self.port, self.tls_port = free_port(), free_port()
        self.authority = trustme.CA()
        self.ca_file = self.folder / "ca.pem"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self):
        self.authority.cert_pem.write_to_path(self.ca_file)
        made = self.authority.issue_cert("localhost", "127.0.0.1")
        made.private_key_pem.write_to_path(self.folder / "server.key")
        made.cert_chain_pems[0].write_to_path(self.folder / "server.pem")
        keys = self.folder / "keys" / "default" / "HS256"
        keys.mkdir(parents=True, exist_ok=True)
        (keys / "default").write_bytes(base64.b64encode(KEY))
        (self.folder / "oauth2.conf").write_text(OAUTH2.format(folder=self.folder), encoding="utf-8")
        owner = pwd.getpwuid(os.getuid())
        me, ours = owner.pw_name, grp.getgrgid(os.getgid()).gr_name
        users = f"default_internal_user = {me}\ndefault_login_user = {me}\ndefault_internal_group = {ours}"
        if os.getuid() == 0:  # what speaks with strangers is never root: the package's own users
            users, owner = "", pwd.getpwnam("dovecot")
        for name in ("mail", "home"):
            (self.folder / name).mkdir()
            os.chown(self.folder / name, owner.pw_uid, owner.pw_gid)
        config = CONFIG.format(
            folder=self.folder,
            base=self.folder / "run",
            users=users,
            me=me,
            password=PASSWORD,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            port=self.port,
            tls_port=self.tls_port,
            capability=self.capability,
        )
        (self.folder / "dovecot.conf").write_text(config, encoding="utf-8")
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        with (self.folder / "stderr").open("wb") as told:
            words = [BINARY, "-F", "-c", str(self.folder / "dovecot.conf")]
            self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=told)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.tls_port), 1):
                return
            assert self.process.poll() is None, self.told()
            time.sleep(0.05)
        raise AssertionError(self.told())

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def told(self):
        """What the server says of itself."""
        paths = (self.folder / "stderr", self.folder / "log")
        return "\n".join(path.read_text(errors="replace") for path in paths if path.exists())

    def renumber(self, user=USER, folder=""):
        """Forget how a folder was numbered, as a server does that was restored from a copy."""
        place = self.folder / "mail" / user / folder
        for path in place.iterdir():
            if path.name.startswith("dovecot"):
                path.unlink()
        (place / "dovecot-uidvalidity").write_text("")

    @contextlib.contextmanager
    def box(self, folder="INBOX", *, user=USER):
        """A connection of another program, at a folder."""
        context = ssl.create_default_context(cafile=self.ca_file)
        client = imaplib.IMAP4_SSL("localhost", self.tls_port, ssl_context=context)
        try:
            client.login(user, PASSWORD)
            client.select(folder)
            yield client
        finally:
            with contextlib.suppress(Exception):
                client.logout()

    def deliver(self, *mails, folder="INBOX", user=USER):
        with self.box(user=user) as client:
            for raw in mails:
                assert client.append(folder, None, None, raw)[0] == "OK"

    def fill(self, mails, *, user=USER):
        """Lay many mails into an inbox at once, as the machine's own delivery does."""
        with self.box(user=user):
            place = self.folder / "mail" / user / "new"
        owner = place.stat()
        for number, raw in enumerate(mails):
            path = place / f"{1_700_000_000 + number}.M{number}P1.trial"
            path.write_bytes(raw)
            os.chown(path, owner.st_uid, owner.st_gid)

    def make(self, *folders, user=USER):
        with self.box(user=user) as client:
            for folder in folders:
                assert client.create(f'"{folder}"')[0] == "OK"

    def seen(self, folder="INBOX", *, user=USER):
        """The subjects there in their order, and whether each is marked as seen."""
        with self.box(folder, user=user) as client:
            if not client.search(None, "ALL")[1][0]:
                return []
            _, answers = client.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
            return [
                (one[1].decode("utf-8", "replace").partition(":")[2].strip(), b"\\Seen" in one[0])
                for one in answers
                if isinstance(one, tuple)
            ]
