"""Texts of Wagtail's screens that its own translations lack or get wrong: here to be translated with ours.

A translation of the project counts before one of an app, so nothing else is needed. A text that Wagtail's translators
have caught up with may go.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

WORDS = (
    # Forms.
    gettext_noop("Go to the first error"),
    gettext_noop("Save your changes before leaving"),
    gettext_noop("Save changes"),
    gettext_noop("Actions (footer)"),
    gettext_noop("Toggle section"),
    gettext_noop("Toggle minimap"),
    # Lists.
    gettext_noop("Show filters"),
    gettext_noop("Filter by"),
    gettext_noop("Search term"),
    gettext_noop("Clear"),
    gettext_noop("Breadcrumb"),
    # Around the screen.
    gettext_noop("Sidebar"),
    gettext_noop("Toggle sidebar"),
    gettext_noop("Edit account avatar"),
    gettext_noop("Close dialog"),
    # What stands above a screen where no scripts run.
    gettext_noop(
        "JavaScript is required to use Wagtail, but it is currently disabled.<br /> "
        'Here are the <a href="https://www.enable-javascript.com/" target="_blank" rel="noreferrer">'
        "instructions how to enable JavaScript in your web browser</a>."
    ),
    # Keyboard shortcuts.
    gettext_noop("Show keyboard shortcuts"),
    gettext_noop("Keyboard shortcut"),
    gettext_noop("Section"),
    gettext_noop("Application"),
    gettext_noop("Close modal dialogs (like this one)"),
    gettext_noop("Cut"),
    gettext_noop("Paste"),
    gettext_noop("Paste without formatting"),
    gettext_noop("Text editing"),
    gettext_noop("Text formatting"),
    gettext_noop("Monospace (code)"),
    gettext_noop("Strike-through"),
    gettext_noop("Subscript"),
    gettext_noop("Superscript"),
    gettext_noop("Insert or edit a link"),
    gettext_noop("Keyboard shortcuts are currently enabled; manage your %(account_link)s to disable them."),
    gettext_noop("Keyboard shortcuts are currently disabled; manage your %(account_link)s to enable them."),
    gettext_noop("Enable custom keyboard shortcuts specific to Wagtail."),
    # One's account.
    gettext_noop("contrast"),
    gettext_noop("density"),
    gettext_noop("More contrast"),
    gettext_noop("System default"),
    gettext_noop("Snug"),
)

# What Wagtail's translators decline wrongly. Never shown from here: naming both forms is enough.
IN_NUMBERS = (ngettext_lazy("There is %(counter)s match", "There are %(counter)s matches", "counter_val"),)
