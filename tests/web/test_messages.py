"""The catalogue: what is taken from templates and Python, and what counts as a fault."""

from pathlib import Path

from fumao.web import messages
from fumao.web.messages import Text


def package(folder: Path) -> Path:
    """A package of one template and one module."""
    templates = folder / "templates"
    templates.mkdir()
    (templates / "page.html").write_text(
        '<p title="{% translate "标题" %}">　{% blocktranslate with n=3 trimmed %}\n'
        "共 {{ n }} 项\n{% endblocktranslate %}</p>"
        "{% blocktranslate count n=x %}余 {{ n }} 项{% plural %}余 {{ n }} 项"
        "{% endblocktranslate %}",
        encoding="utf-8",
    )
    (folder / "module.py").write_text(
        'a = _("你好")\nb = ngettext("%(n)s 天", "%(n)s 天", n)\nc = pgettext("月", "五")\n'
        "d = gettext(name)\n",
        encoding="utf-8",
    )
    return folder


def test_messages_of_templates_and_python(tmp_path: Path) -> None:
    found = {(t.id, t.plural, t.context) for t in messages.extract(package(tmp_path))}
    assert found == {
        ("你好", None, None),
        ("%(n)s 天", "%(n)s 天", None),
        ("五", None, "月"),
        ("标题", None, None),
        ("共 %(n)s 项", None, None),
        ("余 %(n)s 项", "余 %(n)s 项", None),
    }


def test_english_given_by_rows_is_kept_over_an_update(tmp_path: Path) -> None:
    texts = [Text("余 %(n)s 项", "余 %(n)s 项", None, "a:1"), Text("好", None, None, "a:2")]
    catalogue = messages.update(texts, messages.read(tmp_path / "none.po"))
    unknown = messages.merge(
        catalogue, ["余 %(n)s 项\t%(n)s item left\t%(n)s items left", "好\tGood", "没有\tNone"]
    )
    assert unknown == ["没有"]
    messages.write(catalogue, tmp_path / "django.po")
    again = messages.update(texts, messages.read(tmp_path / "django.po"))
    assert messages.strings(again.get(texts[0].key)) == ("%(n)s item left", "%(n)s items left")
    assert messages.faults(texts, again) == []


def test_faults(tmp_path: Path) -> None:
    texts = [
        Text("没有英文", None, None, "a:1"),
        Text("共 %(n)s 项", None, None, "a:2"),
        Text("English", None, None, "a:3"),
    ]
    catalogue = messages.update(
        [*texts, Text("过时", None, None, "a:9")], messages.read(tmp_path / "none.po")
    )
    messages.merge(catalogue, ["共 %(n)s 项\t%(m)s items", "English\tEnglish", "过时\told"])
    wrong = messages.faults(texts, catalogue)
    assert [line.partition(":")[0] for line in wrong] == ["a", "a", "a", "stale"]
    assert "no English" in wrong[0]
    assert "placeholders" in wrong[1]
    assert "must be Chinese" in wrong[2]
