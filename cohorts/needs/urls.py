"""Addresses of needs in each language."""

from django.urls import path

from . import views

app_name = "needs"
urlpatterns = [path("my/cohorts/<slug:slug>/needs/", views.own, name="own")]
