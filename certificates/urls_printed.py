"""The address printed on paper. It does not change."""

from django.urls import path

from .views import verify

urlpatterns = [path("verify/<slug:code>/", verify.printed, name="verify_printed")]
