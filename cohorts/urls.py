"""Addresses of this room: a cohort's page and its places."""

from django.urls import path

from . import views

app_name = "cohorts"

urlpatterns = [
    path("cohorts/open.atom", views.open_feed, name="open_feed"),
    path("cohorts/<slug:slug>/", views.cohort_page, name="cohort"),
    path("cohorts/<slug:slug>/places/", views.places, name="places"),
    path("my/offers/<uuid:public_id>/", views.OfferPage.as_view(), name="offer"),
]
