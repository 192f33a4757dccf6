"""Addresses of choosing in each language."""

from django.urls import path

from . import views

app_name = "choices"
urlpatterns = [
    path("my/cohorts/<slug:slug>/choices/", views.own, name="own"),
    path("my/cohorts/<slug:slug>/choices/<uuid:choice>/take/", views.take, name="take"),
    path("my/cohorts/<slug:slug>/choices/<uuid:choice>/wishes/", views.wishes, name="wishes"),
]
