"""The page about what happens: its lines typed as they are printed, its settings read, its script run."""

import json
import re
import shutil
import tomllib

import pytest
from deskterm import settings

from tests.walk import REPOSITORY, Bash, walk

PAGES = {"en": "docs/how-to/hooks.md", "it": "docs/come-si-fa/eventi.md"}
# Stands in for the chat's server: what curl would send, and what it is told of where.
CURL = """#!/bin/sh
echo "$@" > "$HOME/told"; cat "$HOME/.config/chat.conf" >> "$HOME/told"; cat > "$HOME/sent"
"""


def read(language):
    return (REPOSITORY / PAGES[language]).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", PAGES)
def test_its_lines_do_what_they_say(tmp_path, language):
    with Bash(tmp_path, language) as bash:
        assert len(walk(read(language), bash)) == 4


@pytest.mark.parametrize("language", PAGES)
def test_its_settings_have_no_fault(line, language):
    file = settings.config_file()
    file.parent.mkdir(parents=True)
    examples = re.findall(r"```toml\n(.*?)```", read(language), re.DOTALL)
    for one in examples:
        file.write_text(one, encoding="utf-8")
        assert settings.load().hook == tomllib.loads(one)["hook"]
    assert len(examples) == 2


@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq on this machine")
@pytest.mark.parametrize("language", PAGES)
def test_its_script_tells_the_chat(hooks, language):
    (script,) = re.findall(r"```bash\n#!/bin/bash\n(.*?)```", read(language), re.DOTALL)
    (conf,) = re.findall(r"url = .*", script)
    home = hooks.line.home
    (home / ".config").mkdir(exist_ok=True)
    (home / ".config" / "chat.conf").write_text(conf, encoding="utf-8")
    curl = hooks.script("curl", CURL.split("\n", 1)[1])
    script = script.replace("  curl ", f"  {curl} ")
    hooks.set("true")
    (hooks.folder / "hook.sh").write_text(f"#!/bin/bash\n{script}", encoding="utf-8")
    hooks.run()
    ids = hooks.happen()
    hooks.run()
    sent = json.loads((home / "sent").read_text(encoding="utf-8"))
    assert sent["id"] == ids[0]
    assert "received" in sent["text"]
    told = (home / "told").read_text(encoding="utf-8")
    assert "https://chat.example/" in told
    assert "chat.example" not in told.splitlines()[0]  # the address is not on the line
