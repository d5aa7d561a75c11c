"""Find text that was damaged before it came to us: mis-decoded runs, lost and private characters.

A run counts as mis-decoded only when both hold: as printed it is made of characters that Chinese
text hardly uses, and the same bytes read in another encoding (or one byte later) are ordinary
Chinese. So rare names, lists of chemicals, traditional and foreign text are left alone. Nothing is
repaired here: the original stays, an officer decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from fumao.core.text import fold

DamageKind = Literal["misdecoded", "lost", "private_use"]

# Characters that make up nine tenths of modern Chinese; a count of public text, not a rule.
_FREQUENT = frozenset(
    "爱安按岸案澳吧八巴把爸白百班版半办包保报北备被本比币必边便变标表别病并补不布步部才财采参策册"
    "测层察产场常长超车彻撑称城成程惩诚承吃持充筹出除础储处传窗创此次从促存措搭达答打大带代贷担单"
    "但当导到道德得的登等低地第点电调定订东动都督读度端断队对多额而儿尔二发法反范方房放非飞费分份"
    "风夫孵扶符服府覆复付父负附该改盖干感港高告革格个各给根更工功供公共构购估鼓古骨谷股关观管贯光"
    "广规国果过孩海韩汉航好号核和何合很红候后乎湖护互户花华画划化话欢环还挥回惠会汇婚活伙火获或货"
    "基机积绩极籍集及即级几己技冀剂济计记际家加价监坚间检鉴践见件健建将江奖讲降交教较叫接节捷结解"
    "界借介金今津进近尽京精经景境竞究久九就居局举聚据具炬觉决军开勘看康考科可克客空控口扣苦库跨块"
    "快宽款扩拉来老乐类离理里励历利立力联连链良两量疗了料列林赁零领令留流六龙路录陆旅律率略论罗落"
    "络妈马吗买满漫贸么没媒每美门们盟免面民明名命模母目那纳男难呢内能拟你年女欧排牌培配朋批片品平"
    "评破期其奇起企启契器气牵签钱前嵌强切且亲青轻清情请球求区渠取去权全券却确群然让热人任认日融容"
    "如入软赛三色山善商上少涉社设申身深神审声生升省师失施十石时什实识使始式示士世事势是适市视试收"
    "手首受殊输书署术数水税说斯思司死四送算随岁索所他它她台太态坛谈探套特提题体天条贴厅听通同统投"
    "头突土团推托拓外湾完晚万王网往望围为维委未位谓卫温文稳问我无武五物务析西吸息希喜系下厦先显险"
    "现县限线相乡想响享项像向象销消小校笑效些协写械新心信星兴型形行性修需许序续宣选学询训押亚研言"
    "沿眼演验央养样药要也业夜一医依移已以艺易亿疫意益议因音银引英应营影用优由邮游有友又于予与语域"
    "遇育元原园员源远院约越月云允运再在早造责则怎增曾展占战站张账障招找照者这浙真诊争整正政证支知"
    "之织职直执值指只至制智质治中终种重周州逐主助筑住注抓专砖转装壮准着咨资子自字综总走租足组最做"
    "作坐"
)
# How much more likely a character of a class is in a mis-decoded run than in text (log ratio).
# Text: frequent 80 %, other of GB 2312 level 1 18 %, level 2 1.5 %; wrong decoding: evenly.
_WEIGHT = {
    "f": -2.4,
    "c": 0.7,
    "s": 3.1,
    "r": 4.2,
    "o": 4.0,
    "k": 4.0,
    "w": 2.0,
    "p": -1.5,
    "-": -0.5,
}
_BREAK = -50.0  # a line end: no run crosses it
_CANDIDATE = 8.0  # two to three improbable characters in a row; the re-reading decides
# Three improbable characters with at most four others between them; linear, no nested choice.
_REGION = re.compile(r"[srowk](?:[^srowk\n]{0,4}[srowk]){2,}")
_LOST = re.compile(r"[\ufffd\x00-\x08\x0e-\x1f]+|(?:锟斤拷)+锟?|(?:烫烫){2,}|(?:屯屯){2,}|\?{3,}")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
_PADDING = 2
_PLAIN = "\xa0·×°±§"  # above ASCII, yet at home in Chinese text
_PUNCTUATION = "，：；！？（）“”‘’" + "".join(map(chr, range(0x3000, 0x3020)))
_IDEOGRAPHS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF))
_BLOCKS = (
    ("w", 0x80, 0x24F),  # Latin letters and control characters above ASCII
    ("w", 0x2C6, 0x2DC),
    ("o", 0x370, 0x52F),  # Greek, Cyrillic
    ("k", 0x3040, 0x30FF),
    ("o", 0x3105, 0x312F),  # bopomofo
    ("o", 0xE000, 0xF8FF),  # private use
)
# A wrong decoding also eats neighbours: "?！" before the run, half a pair as one letter after it.
_BEFORE = re.compile(r"\?[！!?]*$")
_AFTER = re.compile(r"[@-Z\[-z](?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Damage:
    """A half-open range of characters that cannot be trusted, and what happened to it."""

    start: int
    end: int
    kind: DamageKind


def find_damage(text: str) -> list[Damage]:
    """List the damaged ranges in order, merged where they touch; linear in the text's length."""
    found = [Damage(m.start(), m.end(), "lost") for m in _LOST.finditer(text)]
    found += [Damage(m.start(), m.end(), "private_use") for m in _PRIVATE.finditer(text)]
    found += _misdecoded(text)
    return _merge(sorted(found, key=lambda d: (d.start, d.end)))


def _merge(found: list[Damage]) -> list[Damage]:
    merged: list[Damage] = []
    for item in found:
        last = merged[-1] if merged else None
        if last is None or item.start > last.end:
            merged.append(item)
            continue
        kind: DamageKind = last.kind if last.kind == item.kind else "misdecoded"
        merged[-1] = Damage(last.start, max(last.end, item.end), kind)
    return merged


def _misdecoded(text: str) -> Iterator[Damage]:
    classes = text.translate(_class_table())
    for region in _REGION.finditer(classes):
        low = max(0, region.start() - _PADDING)
        high = min(len(text), region.end() + _PADDING)
        start, end = _heaviest(classes, low, high)
        if start < end and _reads_better(text[start:end]):
            yield _widened(text, start, end)


def _heaviest(classes: str, low: int, high: int) -> tuple[int, int]:
    """Find the stretch with the largest total weight (Kadane); empty when below the threshold."""
    best, span = _CANDIDATE, (low, low)
    total, start = 0.0, low
    for i in range(low, high):
        total += _WEIGHT.get(classes[i], _BREAK)
        if total <= 0:
            total, start = 0.0, i + 1
        elif total >= best:
            best, span = total, (start, i + 1)
    return span


def _widened(text: str, start: int, end: int) -> Damage:
    before = _BEFORE.search(text, max(0, start - 8), start)
    after = _AFTER.match(text, end)
    return Damage(before.start() if before else start, after.end() if after else end, "misdecoded")


def _reads_better(run: str) -> bool:
    """Tell whether another reading of the run's bytes is ordinary Chinese and the run is not."""
    printed = run.translate(_class_table())
    if set(printed) <= {"o", "k", "p", "-"} or _is_japanese(printed):
        return False  # kana, Greek or Cyrillic alone is a foreign word
    least = _frequent_share(printed) + 0.35
    for reading in _readings(run):
        classes = reading.translate(_class_table())
        han = sum(map(classes.count, "fcsr"))
        if han >= 4 and _frequent_share(classes) >= max(_needed(han), least):
            return True
    return False


def _is_japanese(classes: str) -> bool:
    """Tell kana among ordinary characters from a wrong decoding, which brings rare ones too."""
    return 3 * sum(map(classes.count, "srow")) < classes.count("k")


def _needed(han: int) -> float:
    """Share of frequent characters asked of a reading; chance may make a short one, so more."""
    return 0.6 + max(0, 8 - han) * 0.05


def _frequent_share(classes: str) -> float:
    """Share of frequent characters among all that are no plain ASCII and no Chinese punctuation."""
    telling = len(classes) - sum(map(classes.count, "-p\n"))
    return classes.count("f") / telling if telling else 0.0


def _readings(run: str) -> Iterator[str]:
    """Decode the run's bytes in each other way that is seen in practice."""
    gbk = run.encode("gb18030", "ignore")
    yield gbk.decode("utf-8", "ignore")
    yield gbk[1:].decode("gbk", "ignore")
    yield gbk.decode("big5", "ignore")
    yield run.encode("big5", "ignore").decode("gbk", "ignore")
    western = b"".join(map(_western, run))
    yield western.decode("utf-8", "ignore")
    yield western.decode("gbk", "ignore")


@lru_cache(1024)
def _western(char: str) -> bytes:
    for codec in ("cp1252", "latin-1"):
        try:
            return char.encode(codec)
        except UnicodeEncodeError:
            continue
    return b""


@cache
def _class_table() -> dict[int, str]:
    """Map every code point of the basic plane to its class letter.

    f frequent, c other of GB 2312 level 1, s level 2, r rarer ideograph, k kana, o other script
    that a wrong decoding brings, w Western letter above ASCII, p Chinese punctuation, - all else.
    """
    table = dict.fromkeys(range(0x10000), "-")
    for name, first, last in _BLOCKS:
        table.update(dict.fromkeys(range(first, last + 1), name))
    table.update(dict.fromkeys(map(ord, _PLAIN), "-"))
    table.update(dict.fromkeys(map(ord, _PUNCTUATION), "p"))
    table[ord("\n")] = "\n"
    known = _level(0xB0, 0xD8, "c") | _level(0xD8, 0xF8, "s") | dict.fromkeys(_FREQUENT, "f")
    for first, last in _IDEOGRAPHS:
        folded = fold("".join(map(chr, range(first, last + 1))))
        table.update(zip(range(first, last + 1), (known.get(c, "r") for c in folded), strict=True))
    return table


def _level(first: int, after: int, name: str) -> dict[str, str]:
    """Give a class to the ideographs of some rows of GB 2312."""
    pairs = bytes(b for lead in range(first, after) for t in range(0xA1, 0xFF) for b in (lead, t))
    return dict.fromkeys(pairs.decode("gb2312", "ignore"), name)
