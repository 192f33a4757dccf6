"""Addresses of documents on the site."""

from django.urls import path

from .views import check, mine

app_name = "documents"
urlpatterns = [
    path("check/<slug:code>/", check.by_code, name="check"),
    path("my/papers/<uuid:public_id>/", mine.download, name="download"),
    path("my/cohorts/<slug:slug>/attestation/", mine.attestation, name="attestation"),
    path("papers/<slug:key>/", mine.by_key, name="by_key"),
]
