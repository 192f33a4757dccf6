"""Addresses without a language: calendars that are subscribed to."""

from django.urls import path

from . import views_feeds

app_name = "feeds"

urlpatterns = [
    path("cohorts/<slug:slug>/programme.ics", views_feeds.programme_calendar, name="programme"),
    path("calendar/<uuid:token>.ics", views_feeds.personal_calendar, name="personal"),
]
