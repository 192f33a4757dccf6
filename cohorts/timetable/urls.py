"""Addresses of this room in each language."""

from django.urls import path

from .views import programme

app_name = "timetable"

urlpatterns = [
    path("cohorts/<slug:slug>/programme/", programme.programme, name="programme"),
    path("my/cohorts/<slug:slug>/", programme.my_cohort, name="my_cohort"),
]
