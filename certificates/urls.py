"""Addresses of the register."""

from django.urls import path

from .views import mine, verify

app_name = "certificates"
urlpatterns = [
    path("verify/", verify.by_number_or_file, name="verify"),
    path("verify/<slug:code>/", verify.by_code, name="verify_code"),
    path("my/certificates/<uuid:public_id>/", mine.download, name="download"),
]
