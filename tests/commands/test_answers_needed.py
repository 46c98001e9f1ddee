"""`service new` without a terminal names at once every answer that has none of its own."""

import pytest


@pytest.mark.parametrize("lang", ["it", "en"])
def test_name_and_mail_are_asked_for_together(line, tmp_path, lang):
    file = tmp_path / "mine.toml"
    said = line("service", "new", file, lang=lang, code=1).err
    assert "--answer name=… --answer mail=…" in said
    assert not file.exists()
    one = line("service", "new", file, "--answer", "name=Ditta", lang=lang, code=1).err
    assert "--answer mail=…" in one and "name=" not in one
    line("service", "new", file, "--answer", "name=Ditta", "--answer", "mail=a@ditta.example", lang=lang)
    assert file.exists()
