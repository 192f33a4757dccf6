"""Addresses of this room in each language."""

from django.urls import path

from . import views

app_name = "timetable"

urlpatterns = [
    path("cohorts/<slug:slug>/programme/", views.programme, name="programme"),
    path("my/cohorts/<slug:slug>/", views.my_cohort, name="my_cohort"),
]
