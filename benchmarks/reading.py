"""Reading speed: KB/s on the source documents or on made ones, and how it grows with length.

Every line starts with a name and a figure. Run: python benchmarks/reading.py [FOLDER_OF_TEXTS]
"""

import statistics
import sys
import time
from pathlib import Path

from fumao.reading import read_text

ITEM = (
    "{n}．完善第{n}项服务。面向中小企业开放公共平台，推广数据空间和可信流通设施，发布应用场景清单，"
    "引导制造企业剥离非核心业务，带动研发设计、检验检测、数字内容等领域的专业机构集聚发展。"
    "健全部门会商机制，及时协调解决企业反映的困难，按季通报工作进展，总结推广典型经验。{figure}"
    "（牵头单位：市商务局；配合单位：市财政局、各县（市、区）人民政府；完成时限：2027年底前）\n"
)
FIGURES = (
    "到2027年，服务出口额达到{n}0亿美元，年均增长10%以上。",
    "对首次获得国际认证的企业，给予不超过{n}万元的奖励。",
    "", "",
)  # fmt: skip


def made(kilobytes: int) -> str:
    """Make a plan of about `kilobytes` KB of UTF-8 in our own words."""
    out = ["某市服务贸易发展计划\n一、主要任务\n"]
    size, number = 0, 0
    while size < kilobytes * 1000:
        number = number % 99 + 1
        figure = FIGURES[number % len(FIGURES)].format(n=number)
        out.append(ITEM.format(n=number, figure=figure))
        size += len(out[-1].encode())
    return "".join(out)


def seconds(text: str, rounds: int) -> float:
    """Return the median processor time of reading `text`; other programs do not count."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        read_text("bench.txt", text)
        times.append(time.process_time() - begin)
    return statistics.median(times)


def main(argv: list[str]) -> None:
    """Print the figures."""
    here = Path(__file__).resolve().parents[1]
    folder = Path(argv[0]) if argv else here / "../shared/seeds"
    texts = [p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.txt"))] or [made(110)]
    size = sum(len(text.encode()) for text in texts)
    begin = time.process_time()
    for text in texts:
        read_text("bench.txt", text)
    print(
        f"reading_first_seconds {time.process_time() - begin:.3f} {size / 1000:.0f} KB, cold tables"
    )
    warm = sum(seconds(text, 5) for text in texts)
    print(f"reading_warm_seconds {warm:.3f} the same again")
    print(f"reading_kb_per_s {size / warm / 1000:.0f} median of 5, one core")
    base = 0.0
    for kilobytes in (100, 1000, 10_000):
        text = made(kilobytes)
        speed = len(text.encode()) / seconds(text, 1 if kilobytes > 1000 else 3) / 1000
        base = base or speed
        print(f"reading_kb_per_s_at_{kilobytes}_kb {speed:.0f}")
        print(f"reading_linearity_{kilobytes}_kb {speed / base:.2f} of the speed at 100 KB")


if __name__ == "__main__":
    main(sys.argv[1:])
