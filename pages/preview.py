"""What a residency's page will look like before it is saved."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale

from foundation.errors import DomainError
from foundation.words.translated import said
from office.preview import as_if_at
from residencies.models import Residency
from residencies.plain_writing.markup import PICTURE, UnknownPart, as_parts
from residencies.services.pictures import SOURCE, NewPicture, require_own_pictures

from .contexts import residency_context
from .models import ResidencyPage
from .queries import body_of


def residency_preview(
    request: HttpRequest, residency: Residency, texts: dict[str, str], new_picture: NewPicture | None
) -> HttpResponse:
    """The page of a residency that is not saved, in the present language, as it would be.

    Raises `DomainError` for a text that cannot be shown.
    """
    require_own_pictures(programme_id=residency.programme_id, texts=texts)
    language = get_language() or SOURCE
    code = language if texts.get(language) else SOURCE
    before = residency.pages.filter(locale__language_code=code).first()
    try:
        parts = as_parts(texts.get(code, ""), body_of(before) if before else ())
    except UnknownPart as error:
        raise DomainError(
            _("“%(mark)s” does not mean anything here. Take it out.") % {"mark": error.mark},
            field=f"text_{code}",
        ) from error
    page = ResidencyPage(
        residency=residency,
        title=str(said(residency, "name")),
        slug=residency.slug,
        locale=Locale.objects.get(language_code=code),
        body=json.dumps(parts, ensure_ascii=False),
    )
    if new_picture and new_picture.in_text:
        page.body.append((PICTURE, new_picture.picture))
    context = {"page": page, "self": page, **residency_context(residency), "is_preview": True}
    return render(as_if_at(request, residency.path), page.template, context)
