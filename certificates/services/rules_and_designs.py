"""Writes of completion rules and designs."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cohorts.models import Cohort
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from foundation.words.translated import LANGUAGES, words
from people.models import User
from people.rights import is_administrator

from ..models import HOLDERS_LANGUAGE, CompletionRule, Design, SigningKey

MOST_SIGNATORIES = 3


@transaction.atomic
def save_rule(*, actor: User, rule: CompletionRule, seen: str | None = None) -> CompletionRule:
    """Save a cohort's rule.

    `seen` is the mark of the rule that the form showed (None: whatever it is now). Raises `DomainError` if the
    design is another programme's, `Conflict` if somebody changed the rule in the meantime. Side effect: an audit line.
    """
    if rule.design.programme_id != rule.cohort.residency.programme_id:
        raise DomainError(_("Choose a certificate design of this programme."), field="design")
    Cohort.objects.select_for_update().get(pk=rule.cohort_id)
    present = CompletionRule.objects.select_related("design").filter(cohort=rule.cohort_id).first()
    require_seen(present.mark if present else "", seen, Conflict(_changed_to(present)))
    rule.pk = present.pk if present else None
    rule.save(force_insert=present is None)
    log(rule, "certificates.rule", user=actor, data={"minimum_share": rule.minimum_share})
    return rule


def _changed_to(present: CompletionRule | None) -> str:
    if present is None:
        return _("Somebody deleted the rule in the meantime. Your input is kept.")
    return _(
        "Somebody changed the rule in the meantime: %(share)s %%, design “%(design)s”. Your input is kept."
    ) % {
        "share": present.minimum_share,
        "design": present.design,
    }


@transaction.atomic
def save_design(*, actor: User, design: Design) -> Design:
    """Save how certificates read. Issued ones keep their frozen facts.

    Raises `DomainError` for more than three signatories, for words that one language lacks where each holder gets the
    sheet in their own, for a programme that would change under rules in use, and for
    an organisation that signs with a key of its own or in whose name another programme issues, unless an administrator
    or an earlier design of the programme chose it: nobody issues in another organisation's name. Side effect: an audit
    line.
    """
    for code, text in words(design, "signatories").by_language.items():
        if len([line for line in text.splitlines() if line.strip()]) > MOST_SIGNATORIES:
            raise DomainError(_("Three signatories at most, one on each line."), field=f"signatories_{code}")
    if design.language == HOLDERS_LANGUAGE:
        _refuse_gaps(design)
    others = CompletionRule.objects.filter(design_id=design.pk).exclude(
        cohort__residency__programme=design.programme_id
    )
    if design.pk is not None and others.exists():
        raise DomainError(_("Cohorts of its programme use this design: make another one."), field="programme")
    if not _may_issue_for(actor, design):
        raise DomainError(
            _(
                "This organisation signs with a key of its own, or another programme issues in its name. Ask an"
                " administrator to set up the design."
            ),
            field="issuer",
        )
    design.save()
    log(design, "certificates.design", user=actor)
    return design


def _refuse_gaps(design: Design) -> None:
    """Refuse words of a design that are written in some of the languages only."""
    for name in ("licence", "legal_basis", "signatories"):
        written = words(design, name).by_language
        for code in LANGUAGES:
            if written and code not in written:
                message = _("In the holder’s language: write this in all three languages, or in none.")
                raise DomainError(message, field=f"{name}_{code}")


def _may_issue_for(actor: User, design: Design) -> bool:
    """Whether this person may have certificates signed in the name of the design's issuer."""
    if is_administrator(actor):
        return True
    designs = Design.objects.filter(issuer=design.issuer_id)
    if designs.filter(programme=design.programme_id).exists():
        return True
    has_own_key = SigningKey.objects.filter(organisation=design.issuer_id, is_active=True, is_trial=False)
    return not has_own_key.exists() and not designs.exists()
