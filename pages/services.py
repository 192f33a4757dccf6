"""The public pages of residencies: made with their rows, their text written by managers and by editors."""

import json
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from foundation.cache.pages import forget_public_pages
from foundation.errors import DomainError
from foundation.words.translated import in_ukrainian
from office.wagtail_private import ConvertAliasPageAction
from people.models import User
from residencies.models import Residency
from residencies.plain_writing.markup import UnknownPart, as_parts
from residencies.services import programmes
from residencies.services.pictures import NewPicture, require_own_pictures, with_mark

from .models import ResidencyIndexPage, ResidencyPage
from .queries import body_of, text_of

SOURCE = "uk"  # the language that others are translated from


@transaction.atomic
def save_residency(
    *,
    actor: User,
    residency: Residency,
    texts: Mapping[str, str] | None = None,
    new_picture: NewPicture | None = None,
) -> Residency:
    """Save a residency, make its pages once it is public, and write their text.

    `texts` holds the body of its page in plain writing by language; None leaves it as it is. `new_picture` is its
    cover, or stands after its texts. Raises `DomainError` for a public address that would change, for a picture of
    another programme and for text that cannot be kept. Side effects: audit lines, the residency's page in every
    language with its revisions, public pages forgotten.
    """
    programmes.save_residency(actor=actor, residency=residency, new_picture=new_picture)
    if new_picture and new_picture.in_text and texts is not None:
        texts = with_mark(texts, new_picture.picture)
    if residency.is_public:
        make_residency_pages(residency=residency, actor=actor)
    if texts is not None:
        write_residency_texts(residency=residency, texts=texts, actor=actor)
    return residency


@transaction.atomic
def make_residency_pages(*, residency: Residency, actor: User | None = None) -> ResidencyPage | None:
    """Make a residency's page in the source language with its aliases, or bring their title and address up to date.

    An alias shows the source's words until somebody translates it. The pages go live with the residency: that they
    were published is how we know that their address was public once. Returns the source page; None while the site's
    tree is not there (`prepare_site` makes the pages then). Side effects: public pages are forgotten on commit.
    """
    index = ResidencyIndexPage.objects.filter(locale__language_code=SOURCE).first()
    if index is None:
        return None
    page = residency.pages.filter(locale__language_code=SOURCE).first()
    if page is None:
        page = ResidencyPage(
            residency=residency,
            title=in_ukrainian(residency, "name"),
            slug=residency.slug,
            locale=index.locale,
            owner=actor,
            live=False,
        )
        index.add_child(instance=page)
    for locale in Locale.objects.exclude(pk=page.locale_id):
        if not page.has_translation(locale):
            page.copy_for_translation(locale, alias=True)
    _bring_up_to_date(residency)
    if residency.is_public:
        for each in residency.pages.filter(live=False, alias_of=None):
            _publish(each, actor)  # its aliases go live with it
    forget_public_pages()
    return residency.pages.get(pk=page.pk)


def _bring_up_to_date(residency: Residency) -> None:
    for page in residency.pages.select_related("locale"):
        follows_row = page.alias_of_id is not None or page.locale.language_code == SOURCE
        title = in_ukrainian(residency, "name") if follows_row else page.title
        if (page.slug, page.title) == (residency.slug, title):
            continue
        page.slug, page.title, page.draft_title = residency.slug, title, title
        page.save()
        if page.alias_of_id is None and page.live:
            _publish(page, None)  # or an editor's next change would bring the old address back


def _publish(page: ResidencyPage, actor: User | None) -> None:
    page.save_revision(user=actor).publish(user=actor, skip_permission_checks=True)


@transaction.atomic
def write_residency_texts(*, residency: Residency, texts: Mapping[str, str], actor: User) -> None:
    """Write the bodies of a residency's pages from plain writing, by language; what says the same stays untouched.

    The first words in a language make its alias a page of its own; taking all of them away lets it show the source's
    words again. Raises `DomainError` for a page that an administrator has locked, for writing that names a part that is
    not there, and while the site has no pages. Side effects: revisions of the pages that change, which are published if
    the residency is public; public pages are forgotten on commit.
    """
    if not any(texts.values()) and not residency.pages.exists():
        return
    if make_residency_pages(residency=residency, actor=actor) is None:
        raise DomainError(_("The site has no pages yet. Ask an administrator to prepare it."))
    require_own_pictures(programme_id=residency.programme_id, texts=texts)
    for page in residency.pages.select_related("locale").order_by("path"):
        code = page.locale.language_code
        text = texts.get(code)
        if text is not None and text != text_of(page):
            _write_text(page, text, residency, actor)
    forget_public_pages()


def _write_text(page: ResidencyPage, text: str, residency: Residency, actor: User) -> None:
    code = page.locale.language_code
    if page.locked:
        raise DomainError(
            _("An administrator has locked this page. Ask them to unlock it."), field=f"text_{code}"
        )
    try:
        parts = as_parts(text, body_of(page))
    except UnknownPart as error:
        raise DomainError(
            _(
                "“%(mark)s” does not mean anything here. Keep the marks of parts that an administrator put in as they"
                " were, or take them out."
            )
            % {"mark": error.mark},
            field=f"text_{code}",
        ) from error
    if not parts and code != SOURCE:
        _follow_source(page, residency)
        return
    if page.alias_of_id is not None:
        ConvertAliasPageAction(page, user=actor).execute(skip_permission_checks=True)
        page = residency.pages.get(pk=page.pk)
        page.title = page.draft_title = getattr(residency, f"name_{code}") or page.title
    page.body = json.dumps(parts, ensure_ascii=False)  # type: ignore[assignment]  # a stream field takes JSON
    page.save()
    if page.live:
        _publish(page, actor)
    else:
        page.save_revision(user=actor)


def _follow_source(page: ResidencyPage, residency: Residency) -> None:
    """Make a translation show the source's words again."""
    source = residency.pages.get(locale__language_code=SOURCE)
    page.alias_of = source
    page.title = page.draft_title = source.title
    page.body = source.body
    page.live_revision = page.latest_revision = None
    page.has_unpublished_changes = not page.live
    page.save()
