"""The address of what one wishes of one's room, and of where one sleeps."""

from django.urls import path

from .views import own

app_name = "lodging"
urlpatterns = [path("my/lodging/<slug:slug>/", own, name="own")]
