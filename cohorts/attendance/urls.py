"""Addresses of the sheets."""

from django.urls import path

from . import views

app_name = "attendance"
urlpatterns = [path("my/sessions/<uuid:public_id>/presence/", views.sheet, name="sheet")]
