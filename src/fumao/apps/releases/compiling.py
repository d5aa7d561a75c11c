"""The content of a vintage made from the batches and the inputs frozen for it."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings

from fumao.apps.releases.book import definition, freeze, period_of, written
from fumao.apps.releases.models import APPROVALS, CompileJob, Release, Vintage
from fumao.apps.releases.queries.frozen import content_of
from fumao.apps.releases.queries.told import told_before
from fumao.core.errors import CoreError
from fumao.core.periods import Period
from fumao.statistics.batches import Batches
from fumao.statistics.chains import Chains, limits_of
from fumao.statistics.frozen import Frozen, Quality
from fumao.statistics.publication import Publication
from fumao.statistics.shielding import Shields
from fumao.statistics.vintage import (
    canonical,
    compile_vintage,
    digest_of,
    limits_before,
    rebuild,
)

type Report = Callable[[int], object]  # takes the share of the work done, in per cent


def batches_here() -> Batches:
    """Return the accepted batches of this installation."""
    return Batches(settings.BATCHES_ROOT)


def made_content(job: CompileJob, report: Report, chains: Chains | None = None) -> bytes:
    """Return the content that a job orders; raises CoreError.

    The tables are protected one by one so that progress can be told. `chains` may be those of other
    jobs over the same code lists.
    """
    found = written().get(job.release.publication)
    if found is None:
        raise CoreError(
            "no_publication", "没有这个发布物的定义", "the definition of this publication is gone"
        )
    one, batches = found.publication, batches_here()
    frozen = frozen_for(job, one, batches)
    before = taken_place_of(job.release)
    earlier = None if before is None else content_of(before)
    chains = chains or Chains(one, batches, frozen)
    period = period_of(job.release.period)
    _protect(one, period, chains.at(limits_of(frozen, period, limits_before(earlier))), report)
    return canonical(compile_vintage(one, batches, frozen, earlier, chains))


def _protect(one: Publication, period: Period, shields: Shields, report: Report) -> None:
    if not shields.tabulation.known(period):
        return  # the compilation says so
    for number, terms in enumerate(one.tables, 1):
        shields.table(period, terms, shields.rows(period, terms))
        report(90 * number // len(one.tables))


def frozen_for(job: CompileJob, one: Publication, batches: Batches) -> Frozen:
    """Return the inputs of the vintage that a job makes."""
    quality = None if job.quality is None else tuple(Quality(**given) for given in job.quality)
    period = period_of(job.release.period)
    limit = last_number(batches, one.form)
    found = freeze(one, job.release.area, period, limit, quality)
    return replace(
        found, synthetic=job.release.synthetic, why=job.reason,
        told=told_before(job.release, limit),
    )  # fmt: skip


def last_number(batches: Batches, form: str) -> int:
    """Return the number of the last batch of a form, 0 where there is none."""
    numbers = [one.number for code in batches.periods(form) for one in batches.of(form, code)]
    return max(numbers, default=0)


def taken_place_of(release: Release) -> Vintage | None:
    """Return the approved vintage that the next one takes the place of."""
    rows = Vintage.objects.filter(release=release, approvals__place=APPROVALS)
    return rows.order_by("-number").first()


def rebuilt(vintage: Vintage) -> bytes:
    """Return the content of a vintage made again from its batches; raises CoreError.

    Its own definition is used, and the earlier vintage that it names.
    """
    content = content_of(vintage)
    earlier = None
    if content["revision"] is not None:
        named = Vintage.objects.get(release=vintage.release_id, digest=content["revision"]["of"])
        earlier = content_of(named)
    return canonical(rebuild(content, definition(vintage.definition), batches_here(), earlier))


def is_sound(vintage: Vintage) -> bool:
    """Tell whether the stored content still is what was frozen."""
    return digest_of(vintage.content.encode()) == vintage.digest
