"""What an expression may hold, what it means, and where what it may not hold stands."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.rules.functions import FUNCTIONS
from fumao.rules.parse import DEEPEST, RESERVED, parse
from fumao.rules.problem import RuleError, Spot
from fumao.rules.tokens import LONGEST, tokens_of
from fumao.rules.tree import Constant, Minus, Name, Node, Not, names_in, parts_of, walk


def shown(node: Node) -> str:
    """Return the tree as (Node part part)."""
    match node:
        case Name(name=name):
            return name
        case Constant(value=value):
            return repr(value) if not isinstance(value, Decimal | date) else str(value)
    sign = (
        getattr(node, "op", None) or getattr(node, "function", None) or getattr(node, "kind", None)
    )
    word = type(node).__name__ if sign is None else sign
    return f"({' '.join([word, *map(shown, parts_of(node))])})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a or b and c", "(Or a (And b c))"),
        ("a and b or c and d", "(Or (And a b) (And c d))"),
        ("not a and b", "(And (Not a) b)"),
        ("not a = b", "(Not (= a b))"),
        ("not not a", "(Not (Not a))"),
        ("a or b or c", "(Or a b c)"),
        ("a + b * c", "(+ a (* b c))"),
        ("a - b - c", "(- (- a b) c)"),
        ("a - (b - c)", "(- a (- b c))"),
        ("-a * b", "(* (Minus a) b)"),
        ("a*-b", "(* a (Minus b))"),
        ("a- -b", "(- a (Minus b))"),
        ("a + b >= c * d and e", "(And (>= (+ a b) (* c d)) e)"),
        ("a between 1 and 2 and b", "(And (And (>= a 1) (<= a 2)) b)"),
        ("a not between b and c", "(Not (And (>= a b) (<= a c)))"),
        ("a in (1, -2, 'x')", "(In a 1 -2 'x')"),
        ("a not in (1)", "(Not (In a 1))"),
        ("not a in (true)", "(Not (In a True))"),
        ("a in ((1), -(2.5))", "(In a 1 -2.5)"),
        ("case when a then b when c then d else e end", "(Case a b c d e)"),
        ("case when a or b then 1 else 0 end + 1", "(+ (Case (Or a b) 1 0) 1)"),
        ("min_of(a, b + 1)", "(min_of a (+ b 1))"),
        ("sum_of(t.x, t.y = 'q') > 0", "(> (sum_of (Field) (= (Field) 'q')) 0)"),
        ("count_of(t)", "(count_of)"),
        ("any_of(t, t.x)", "(any_of (Field))"),
        ("date '2016-07-05' <= d", "(<= 2016-07-05 d)"),
        ("month '2016-07' = m", "(= 2016-07-01 m)"),
        ("t = 'it''s'", '(= t "it\'s")'),
        ("t = '离岸 -- ; /* select'", "(= t '离岸 -- ; /* select')"),
        ("0012.50", "12.50"),
        ("a<>b", "(<> a b)"),
        ("a\n\t<= \r\n b", "(<= a b)"),
    ],
)
def test_meaning(text: str, tree: str):
    assert shown(parse(text)) == tree


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(a or b) and c", "(a or b) and c"),
        ("not (a or b)", "not (a or b)"),
        ("(a + b) * (c)", "(a + b) * (c)"),
        ("a in (1, 2)", "a in (1, 2)"),
        ("(a) between 1 and (2)", "(a) between 1 and (2)"),
        ("-(a)", "-(a)"),
        ("case when a then b else c end", "case when a then b else c end"),
        ("round2( a )", "round2( a )"),
        ("(a) or (b)", "(a) or (b)"),
        ("(a) < (b)", "(a) < (b)"),
    ],
)
def test_span_covers_its_words(text: str, words: str):
    first, last = parse(f"  {text}  ").span
    assert f"  {text}  "[first:last] == words


def test_span_of_every_part():
    text = "not a and b * (c + 1) >= -d"
    found = [text[slice(*node.span)] for node in walk(parse(text))]
    assert found == [
        text, "not a", "a", "b * (c + 1) >= -d", "b * (c + 1)", "b", "c + 1", "c", "1", "-d", "d",
    ]  # fmt: skip


def test_months_and_names():
    literal = parse("month '2016-07'")
    assert isinstance(literal, Constant)
    assert (literal.value, literal.month) == (date(2016, 7, 1), True)
    assert names_in(parse("a + max_of(b, a) > sum_of(t.x)")) == {"a", "b"}
    assert parse("a + 1") == parse(" ( a+1 ) ")  # a place is no part of the sense


REFUSED = [
    ("", 1, 1), ("   ", 1, 4), ("a +", 1, 4), ("a b", 1, 3), ("(a", 1, 3), ("a)", 1, 2),
    ("a = b = c", 1, 7), ("a not b", 1, 7), ("a not = b", 1, 7), ("1.", 1, 1), (".5", 1, 1),
    ("1.2.3", 1, 1), ("1a", 1, 1), ("1e5", 1, 1), ("0x1", 1, 1), ("9" * 19, 1, 1),
    ("1." + "1" * 13, 1, 1), ("a != b", 1, 3), ("a == b", 1, 4), ("a / b", 1, 3), ("a % b", 1, 3),
    ("a ^ b", 1, 3), ("a || b", 1, 3), ("a :: int", 1, 3), ("[1]", 1, 1), ("{a}", 1, 1),
    ("a;", 1, 2), ("a; drop table x", 1, 2), ("a -- b", 1, 3), ("a--b", 1, 2), ("a # b", 1, 3),
    ("a /* b */", 1, 3),
    ("select 1", 1, 8), ("(select 1)", 1, 9), ("a in (select 1)", 1, 7),
    ("exists(select 1)", 1, 15),
    ("read_csv('/etc/passwd')", 1, 1), ("getenv('HOME')", 1, 1), ("system('x')", 1, 1),
    ("pg_read_file('x')", 1, 1), ("query('select 1')", 1, 1), ("cast(a as int)", 1, 8),
    ("sqrt(a)", 1, 1), ("coalesce(a, b)", 1, 1), ("__import__('os')", 1, 1), ("a.b.c", 1, 4),
    ("a.", 1, 3), ("a.1", 1, 3), ("a.'b'", 1, 3), ('"a"', 1, 1), ("`a`", 1, 1), ("A", 1, 1),
    ("aB", 1, 1), ("$1", 1, 1), ("?", 1, 1), ("@a", 1, 1), (":a", 1, 1), ("a\\b", 1, 2),
    ("ａ", 1, 1), ("a１", 1, 2), ("１", 1, 1), ("٣", 1, 1), ("中文", 1, 1), ("a＋b", 1, 2),
    ("a　+ b", 1, 2), ("a\u00a0", 1, 2), ("a\u200b", 1, 2), ("a\x00", 1, 2), ("'a", 1, 1),
    ("'a\nb'", 1, 1), ("'a\\'", 1, 1), ("'a\x00'", 1, 1), ("'\ud800'", 1, 1),
    ("'" + "a" * 201 + "'", 1, 1),
    ("null", 1, 1), ("a is null", 1, 3), ("a like 'x'", 1, 3), ("k", 1, 1), ("a or or b", 1, 6),
    ("case a when 1 then 2 else 3 end", 1, 6), ("case when a then b end", 1, 20),
    ("case when a else b end", 1, 13), ("case else b end", 1, 6),
    ("case when a then b else c", 1, 26),
    ("date '2016-02-30'", 1, 6), ("date '2016-7-5'", 1, 6), ("date '2016-W27-2'", 1, 6),
    ("date '20160705'", 1, 6), ("date '２０１６-07-05'", 1, 6), ("date 5", 1, 1), ("date", 1, 1),
    ("month '2016-13'", 1, 7), ("month '2016-07-05'", 1, 7), ("month", 1, 1),
    ("a in 1", 1, 6), ("a in ()", 1, 7), ("a in (b)", 1, 7), ("a in (-true)", 1, 7),
    ("a in (-'x')", 1, 7), ("a in (1 + 1)", 1, 9), ("a in (1,)", 1, 9), ("a between 1", 1, 12),
    ("a between 1 or 2", 1, 13), ("min_of(a)", 1, 1), ("min_of()", 1, 1), ("round2(a, 1)", 1, 1),
    ("share(a)", 1, 1), ("min_of(" + ", ".join("a" * 21) + ")", 1, 1), ("min_of(a,)", 1, 10),
    ("min_of(a, b", 1, 12), ("sum_of(t)", 1, 1), ("sum_of(a + b)", 1, 1), ("sum_of()", 1, 1),
    ("sum_of(t.x, a, b)", 1, 1), ("count_of(t.x)", 1, 1), ("any_of(t)", 1, 1), ("all_of(t)", 1, 1),
    ("--a", 1, 1), ("- -a", 1, 3), ("+a", 1, 1), ("* a", 1, 1), (", a", 1, 1), ("a,b", 1, 2),
    ("=", 1, 1),
    ("a and\n  b +", 2, 6), ("a\nand\n;", 3, 1), ("x" * 64, 1, 1), ("not", 1, 4),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column"), REFUSED)
def test_refused_with_its_place(text: str, line: int, column: int):
    with pytest.raises(RuleError) as caught:
        parse(text, Spot("pack.yaml", 1, 1))
    (problem,) = caught.value.problems
    assert (problem.spot.line, problem.spot.column, problem.code) == (line, column, "syntax")
    english, chinese = caught.value.message("en"), caught.value.message("zh")
    assert english.startswith(f"pack.yaml:{line}:{column}: ")
    assert chinese.startswith(f"pack.yaml:{line}:{column}：")
    assert problem.said.zh and problem.said.en and problem.mend.zh and problem.mend.en
    assert "\n" not in english


def test_place_counts_from_where_the_text_begins():
    with pytest.raises(RuleError, match=r"pack.yaml:12:9: "):
        parse("a and\n  ;", Spot("pack.yaml", 11, 7))
    with pytest.raises(RuleError, match=r"pack.yaml:11:13: "):
        parse("a and ;", Spot("pack.yaml", 11, 7))


@pytest.mark.parametrize("word", sorted(RESERVED - {"true", "false"}))
def test_reserved_words_name_nothing(word: str):
    with pytest.raises(RuleError):
        parse(f"a + {word}")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_counts_its_arguments(name: str):
    fewest, most = FUNCTIONS[name].arity
    for count in (fewest, most):
        parse(f"{name}({', '.join(['a'] * count)})")
    for count in (fewest - 1, most + 1):
        with pytest.raises(RuleError):
            parse(f"{name}({', '.join(['a'] * count)})")


def test_deep_and_long_ones_are_refused_not_overrun():
    parse("(" * (DEEPEST - 1) + "a" + ")" * (DEEPEST - 1))
    parse(" + ".join(["a"] * 70))
    parse("not " * 60 + "a")
    nested = "a"
    for _ in range(30):
        nested = f"({nested} between 1 and 2)"
    chain = "a"
    for _ in range(DEEPEST - 2):
        chain = f"-(1 * ({chain}))"
    hostile = [
        "(" * DEEPEST + "a" + ")" * DEEPEST,
        "(" * 10_000,
        "not " * 4_000 + "a",
        " + ".join(["a"] * 5_000),
        "*".join(["a"] * 5_000),
        "case when a then " * 60 + "b" + " else c end" * 60,
        "min_of(a, " * 100 + "a" + ")" * 100,
        "-(" * 100 + "a" + ")" * 100,
        nested,
        chain,
        "a " * (LONGEST // 2 + 1),
        "'" * 19_999,
        "'a" * 9_000,
        "9" * 20_000,
        "a" * 20_000,
    ]
    for text in hostile:
        start = time.process_time()
        with pytest.raises(RuleError):
            parse(text)
        assert time.process_time() - start < 2


def test_an_even_count_of_not_changes_nothing():
    tree = parse("not " * 61 + "a")
    assert sum(isinstance(node, Not) for node in walk(tree)) == 61
    assert isinstance(parse("- a"), Minus)


WORDS = [
    "a",
    "b1",
    "t.x",
    "and",
    "or",
    "not",
    "in",
    "between",
    "case",
    "when",
    "then",
    "else",
    "end",
    "true",
    "false",
    "date",
    "month",
    "null",
    "'x'",
    "'2016-07-05'",
    "'a''b'",
    "1",
    "0.5",
    "12",
    "+",
    "-",
    "*",
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "(",
    ")",
    ",",
    ".",
    ";",
    "--",
    "/*",
    "select",
    "from",
    "min_of(",
    "share(",
    "sum_of(",
    "count_of(",
    "tier(",
    "prior(",
    "read_csv(",
]


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.text(alphabet="ab1.,'()+-*=<> \n;\\\"离", max_size=120),
        st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
        st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")),
    )
)
def test_a_tree_or_a_problem_and_nothing_else(text: str):
    try:
        tree = parse(text)
    except RuleError as error:
        offset = error.problems[0].spot
        assert 1 <= offset.line <= text.count("\n") + 1
        assert offset.column <= len(text) + 1
    else:
        first, last = tree.span
        assert 0 <= first < last <= len(text)
        assert parse(text) == tree


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_words_stand_where_they_say(words: list[str]):
    text = " ".join(words)
    try:
        found = tokens_of(text)
    except ValueError:
        return
    for token in found[:-1]:
        seen = text[token.start : token.end]
        assert seen == token.text or token.kind == "text"
    assert found[-1].kind == "end"
