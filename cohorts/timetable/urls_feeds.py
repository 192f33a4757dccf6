"""Addresses without a language: calendars that are subscribed to."""

from django.urls import path

from .views import feeds

app_name = "feeds"

urlpatterns = [
    path("cohorts/<slug:slug>/programme.ics", feeds.programme_calendar, name="programme"),
    path("calendar/<uuid:token>.ics", feeds.personal_calendar, name="personal"),
]
