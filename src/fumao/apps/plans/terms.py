"""Units of measure and remarks, kept as the documents print them, in the page's language."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

_TERMS: dict[str, Promise] = {
    "亿美元": pgettext_lazy("计量单位", "亿美元"),
    "万美元": pgettext_lazy("计量单位", "万美元"),
    "亿元": pgettext_lazy("计量单位", "亿元"),
    "万元": pgettext_lazy("计量单位", "万元"),
    "元": pgettext_lazy("计量单位", "元"),
    "家": pgettext_lazy("计量单位", "家"),
    "个": pgettext_lazy("计量单位", "个"),
    "名": pgettext_lazy("计量单位", "名"),
    "条": pgettext_lazy("计量单位", "条"),
    "万人次": pgettext_lazy("计量单位", "万人次"),
    "先行先试": pgettext_lazy("备注", "先行先试"),
    "借鉴推广": pgettext_lazy("备注", "借鉴推广"),
    "争取支持": pgettext_lazy("备注", "争取支持"),
}


def term(words: str) -> str:
    """Return a term in the page's language; one that is not known stays as printed."""
    return str(_TERMS.get(words, words))
