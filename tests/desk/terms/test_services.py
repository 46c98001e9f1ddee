"""Service files on disk: by name, by path, and what is said when one cannot be used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from deskterm.desk.terms import files
from deskterm.locale import has
from deskterm.models.basics.faults import TermsError


@pytest.fixture(params=["it", "en"])
def language(request, monkeypatch):
    monkeypatch.setattr("deskterm.locale._chosen", [request.param])
    return request.param


def test_the_shipped_services_are_found_by_name():
    assert "delta-system" in files.names()
    for name in files.names():
        assert files.load(name).id == name
        assert files.faults(name) == ()


def test_a_file_is_found_by_its_path(tmp_path):
    ours = tmp_path / "ours.toml"
    ours.write_text(
        "\ufeff" + files.text_of("delta-system").replace("Delta System", "Ditta nostra"), encoding="utf-8"
    )
    assert files.load(str(ours)).name == "Ditta nostra"


def test_a_wrong_name_is_answered_with_the_nearest(language):
    with pytest.raises(files.ServiceMissing) as error:
        files.load("delta-sistem")
    assert error.value.near == "delta-system"
    assert "delta-system" in str(error.value)


def test_a_broken_file_is_told_fault_by_fault(tmp_path, language):
    ours = tmp_path / "ours.toml"
    broken = (
        files.text_of("delta-system").replace('do = "reject"', 'do = "rejct"').replace("cutoff", "cut_off")
    )
    ours.write_text(broken, encoding="utf-8")
    with pytest.raises(TermsError) as error:
        files.load(str(ours))
    lines = files.explain_all(error.value).splitlines()
    assert len(lines) == len(files.faults(str(ours))) == 2
    assert all(str(ours) in line for line in lines)
    assert "rule[2].do" in "".join(lines)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"#" * 2_100_000])
def test_a_file_that_is_no_text_says_so(tmp_path, content, language):
    ours = tmp_path / "ours.toml"
    ours.write_bytes(content)
    with pytest.raises(files.ServiceUnreadable) as error:
        files.load(str(ours))
    assert str(ours) in str(error.value)


def test_a_folder_is_no_service(tmp_path):
    with pytest.raises(files.ServiceMissing):
        files.load(str(tmp_path))


MODELS = Path(__file__).parents[3] / "deskterm" / "models"


def codes():
    """Every code that the models give a fault: the words in the second place of `Fault(…)`."""
    for path in sorted(MODELS.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(text)) if "Fault(" in text else ():
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Fault" and len(call.args) > 1:
                yield from _words(call.args[1])


def _words(code):
    """A word, or the two of `a if … else b`; what is worked out elsewhere is none."""
    if isinstance(code, ast.IfExp):
        yield from (*_words(code.body), *_words(code.orelse))
    elif isinstance(code, ast.Constant):
        yield code.value


CODES = frozenset(codes()) | frozenset(
    """toml unknown_key missing_key unknown_word wrong_type bad_duration bad_time bad_money bad_rate bad_day
    bad_date bad_hours bad_weekday bad_condition twice twice_part""".split()
)


def test_the_codes_of_faults_are_found_in_the_models():
    assert len(CODES) > 60 and {"no_figure", "never_open", "fact_taken"} <= CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_fault_has_its_sentence(code, language):
    assert has(f"terms.{code}")


def test_reading_the_terms_looks_up_no_holidays():
    code = "from deskterm.desk.terms import files; files.load('delta-system')"
    looked_up = f"import sys; {code}; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", looked_up], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
