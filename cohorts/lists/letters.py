"""Letters to partners, who have no account, in the cohort's working language."""

from typing import Any

from django.conf import settings
from django.utils.translation import pgettext_lazy

from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter

from .models import Edition, ListCode, ListLink, PartyList


class ToParty(Kind):
    """What letters about one list have in common. Facts: the `list`, its `title` then."""

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The list and its cohort."""
        row = PartyList.objects.select_related("cohort__residency__programme").get(pk=facts["list"])
        return {"title": facts["title"], "cohort": row.cohort, "residency": row.cohort.residency}


class ListSent(ToParty):
    """A list went out; with the link by which to read it. Facts besides: the `token`, the `number`."""

    name = "list_sent"
    title = pgettext_lazy("letter", "A list for a partner")
    holds_key = True

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The number, and the link as the button."""
        url = link_url(facts["token"], language)
        return {**super().context(facts, language), "number": facts["number"], "button_url": url}


class ListNumbered(ToParty):
    """There is a newer number. The link is that of the letter before. Facts besides: the `number`, whether it is
    `whole`.
    """

    name = "list_numbered"
    title = pgettext_lazy("letter", "A list for a partner has changed")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The number, and whether it replaces all before or changes them."""
        more = {"number": facts["number"], "is_whole": facts["whole"]}
        return {**super().context(facts, language), **more}


class CodeForList(ToParty):
    """The code that opens the names of a list. Facts besides: the `code`."""

    name = "code_for_list"
    title = pgettext_lazy("letter", "Code for a partner’s list")
    is_private = True

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The code."""
        return {**super().context(facts, language), "code": facts["code"]}


def link_url(token: str, language: str) -> str:
    """The whole address of a partner's link."""
    return f"{settings.SITE_URL}/{language}/party/{token}/"


def sent(link: ListLink, edition: Edition, token: str) -> Letter:
    """The letter with the link."""
    return _to_party(
        ListSent, link, edition.title, f"list_sent:{link.pk}", token=token, number=edition.number
    )


def numbered(link: ListLink, edition: Edition) -> Letter:
    """The letter that there is a newer number."""
    facts = {"number": edition.number, "whole": edition.is_whole}
    return _to_party(ListNumbered, link, edition.title, f"list_numbered:{edition.pk}", **facts)


def code(link: ListLink, row: ListCode, digits: str) -> Letter:
    """The letter with a code."""
    last = link.party_list.editions.last()
    return _to_party(CodeForList, link, last.title if last else "", f"code_for_list:{row.pk}", code=digits)


def _to_party(kind: type[Kind], link: ListLink, title: str, key: str, **facts: Any) -> Letter:
    cohort = link.party_list.cohort
    return outbox.compose(
        kind,
        key=key,
        recipient=None,
        address=link.sent_to,
        language=cohort.working_language,
        programme_id=cohort.owning_programme_id,
        cohort_id=cohort.pk,
        facts={"list": link.party_list_id, "title": title, **facts},
    )
