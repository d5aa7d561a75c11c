"""Search by words: every pair of Chinese characters and every other word must occur."""

from django.db.models import Q

from fumao.core.text import bigram, is_han

MOST_TERMS = 24  # a pasted page is cut: each term is a scan


def holds_words(q: str, field: str = "search") -> Q:
    """Return the condition that a field made by `rows.search_text` holds all words of `q`.

    Pairs are whole terms; a lone Chinese character and the beginning of a Latin word are enough.
    """
    condition = Q()
    for term in list(dict.fromkeys(bigram(q)))[:MOST_TERMS]:
        pair = is_han(term[0]) and len(term) > 1
        lone = is_han(term[0]) and len(term) == 1
        wanted = f" {term} " if pair else term if lone else f" {term}"
        condition &= Q(**{f"{field}__contains": wanted})
    return condition


def contains_words(q: str, *fields: str) -> Q:
    """Return the condition that one of the plain fields holds every word of `q` as written."""
    condition = Q()
    for word in q.split()[:MOST_TERMS]:
        anywhere = Q()
        for name in fields:
            anywhere |= Q(**{f"{name}__icontains": word})
        condition &= anywhere
    return condition
