"""Addresses without a language: calendars that are subscribed to, and what search engines ask for."""

from django.urls import path

from . import views_feeds

app_name = "feeds"

urlpatterns = [
    path("cohorts/<slug:slug>/programme.ics", views_feeds.programme_calendar, name="programme"),
    path("calendar/<uuid:token>.ics", views_feeds.personal_calendar, name="personal"),
    path("sitemap.xml", views_feeds.sitemap, name="sitemap"),
    path("robots.txt", views_feeds.robots, name="robots"),
]
