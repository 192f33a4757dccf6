"""The addresses of the site: each room brings its own; the editor's pages come last."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from foundation.errors import views as errors
from foundation.health import views as health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/failwhale/", errors.not_found),  # where Wagtail fails on purpose
    path("admin/", include(wagtailadmin_urls)),
    path("", include("cohorts.timetable.urls_feeds")),
    path("", include("certificates.urls_printed")),
    path("", include("documents.urls_printed")),
    path("", include("foundation.files.urls")),
    path("", include("pages.urls")),
    *i18n_patterns(
        path("", include("people.urls")),
        path("accounts/", include("allauth.urls")),
        path("", include("certificates.urls")),
        path("", include("documents.urls")),
        path("", include("cohorts.admission.urls")),
        path("", include("cohorts.learning.urls")),
        path("", include("cohorts.lodging.urls")),
        path("", include("cohorts.logistics.urls")),
        path("", include("cohorts.replacing.urls")),
        path("", include("cohorts.lists.urls")),
        path("", include("cohorts.attendance.urls")),
        path("", include("cohorts.today.urls")),
        path("", include("cohorts.choices.urls")),
        path("", include("cohorts.needs.urls")),
        path("", include("cohorts.timetable.urls")),
        path("", include("cohorts.urls")),
        # Wagtail's own sign-in for restricted pages knows neither limits nor the second factor, a page's password
        # no limits.
        path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
        re_path(r"^_util/authenticate_with_password/", errors.not_found),
        path("", include(wagtail_urls)),
    ),
]

handler400 = "foundation.errors.views.bad_request"
handler403 = "foundation.errors.views.forbidden"
handler404 = "foundation.errors.views.not_found"
handler429 = "foundation.errors.views.too_many"  # allauth asks for it here
handler500 = "foundation.errors.views.broken"
