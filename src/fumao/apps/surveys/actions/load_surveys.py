"""载入调查表: the surveys of the packs are published; loading again changes nothing."""

import hashlib

from django.db import transaction

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.surveys.models import SurveyVersion
from fumao.packs.surveys import Written, load_surveys


def load_shipped(actor: Actor) -> int:
    """Publish what the packs hold and is not there yet; return how many were published.

    For the command line: no policy is asked. Raises PackError, and ValueError for a version whose
    text has changed: published versions never change, a new text needs a new version.
    """
    done = 0
    for written in load_surveys():
        with transaction.atomic():
            done += _load(actor, written)
    return done


def _load(actor: Actor, written: Written) -> int:
    survey = written.survey
    texts = "\0".join([written.text, *written.models.values()])
    digest = hashlib.sha256(texts.encode()).hexdigest()
    held = SurveyVersion.objects.filter(key=survey.key, version=survey.version).first()
    if held is not None:
        if held.digest != digest:
            raise ValueError(
                f"{survey.key} {survey.version} has another text than the one published: "
                "give it a new version"
            )
        return 0
    _publish(actor, written, digest)
    return 1


def _publish(actor: Actor, written: Written, digest: str) -> None:
    """Publish a new version; the one before opens no new periods."""
    survey = written.survey
    SurveyVersion.objects.filter(key=survey.key, retired_on=None).update(retired_on=actor.today)
    made = SurveyVersion.objects.create(
        key=survey.key,
        version=survey.version,
        title=survey.title.zh,
        title_en=survey.title.en,
        kind=survey.kind,
        purpose=survey.purpose,
        period=survey.period,
        text=written.text,
        model_texts=written.models,
        digest=digest,
        pack=written.pack,
        published_on=actor.today,
    )
    record(
        made.stream,
        "survey_published",
        actor=actor,
        area=Area.objects.get(parent=None),
        data={"version": made.version, "digest": digest, "pack": written.pack},
    )
