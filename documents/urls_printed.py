"""The address printed on papers. It does not change."""

from django.urls import path

from .views import check

urlpatterns = [path("check/<slug:code>/", check.printed, name="check_printed")]
