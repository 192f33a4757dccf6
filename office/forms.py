"""Forms of the back office: choices of own programmes only, marks of what the row said, fields in three languages."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.core.validators import RegexValidator, validate_slug
from django.db.models import CheckConstraint, ManyToManyField, Model, QuerySet
from django.forms.models import construct_instance
from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from foundation.stale import changed_since, marks_of, values_of
from foundation.words.fields import ProseField
from people.models import Language

from .addresses import proposed_address

STATE_FIELD = "row_state"
# Of a long text, enough to see whose words they are.
LONGEST_SHOWN = 300
# Digits of a row's number, whatever the database.
LONGEST_NUMBER = 18
TAKEN = _("This is taken already. Choose another one.")
THERE_ALREADY = _("The same is there already. Look at the list before adding it again.")
# An address is printed, said over the telephone and typed.
ADDRESS = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    _("Write it in small Latin letters, digits and single hyphens, for example brovary-2026."),
    code="address",
)
# Lines of a field for several: enough to see that there may be more than one.
ROWS = 4
Text = str | Promise


def narrowed(rows: QuerySet[Any], user: Any, chosen: Any = None, right: str = "") -> QuerySet[Any]:
    """The rows of a choice that this person may choose: own ones, not archived ones unless already chosen.

    `right` is what must be had in the rows' programme, by default that of viewing them.
    """
    if hasattr(rows, "visible_to"):
        # A choice is named with what it belongs to (a room with its venue), so that comes along.
        way, _step, _programme = rows.model.programme_path.rpartition("__")
        rows = rows.visible_to(user, right)
        rows = rows.select_related(way) if way else rows
    try:
        rows.model._meta.get_field("archived_at")
    except FieldDoesNotExist:
        return rows
    unarchived = rows.filter(archived_at__isnull=True)
    return unarchived | rows.filter(pk=chosen) if chosen else unarchived


class KnownChoices(forms.ModelMultipleChoiceField):
    """Several rows to choose; a number that no row can have is not a choice, and not a fault of ours."""

    def clean(self, value: Any) -> Any:
        """Django asks the database with each number; SQLite takes eight bytes."""
        for each in value or ():
            if len(str(each)) > LONGEST_NUMBER:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": each}
                )
        return super().clean(value)


register_form_field_override(ManyToManyField, override={"form_class": KnownChoices})


def _names_of_rules(row: Model) -> set[str]:
    """What Django says of broken rules of a table that have no words of their own."""
    rules = (each for each in row._meta.constraints if isinstance(each, CheckConstraint))
    return {
        str(each.get_violation_error_message())
        for each in rules
        if each.violation_error_message == each.default_violation_error_message
    }


class ScopedForm(WagtailAdminModelForm):
    """A form on a row of a programme. `parent` is the row under which a new one is made.

    `right` is what whoever fills it in must have in the programme of each row that can be chosen.
    """

    data: Any
    instance: Any

    def __init__(self, *args: Any, parent: Model | None = None, right: str = "", **kwargs: Any) -> None:
        self.parent = parent
        self.right = right
        super().__init__(*args, **kwargs)
        self.loaded_values = self.state_values(self.instance) if self.instance.pk else {}
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                chosen = getattr(self.instance, f"{name}_id", None)
                field.queryset = narrowed(field.queryset, self.for_user, chosen, self.right)
            self._say_language(name, field)
            if isinstance(field, forms.SlugField):
                field.validators = [each for each in field.validators if each is not validate_slug] + [
                    ADDRESS
                ]
                # Of a new row it is proposed; one that is there is not taken away.
                field.required = field.required and bool(self.instance.pk)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = min(int(field.widget.attrs.get("rows", ROWS)), ROWS)
        if self.instance.pk:
            self.fields[STATE_FIELD] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=marks_of(self.loaded_values)
            )

    def clean(self) -> dict[str, Any]:
        """Propose the address of a new row from what it is called, where it was left empty."""
        data: dict[str, Any] = super().clean()
        if self.instance.pk is None and isinstance(self.fields.get("slug"), forms.SlugField):
            self._propose_address(data)
        return data

    def _propose_address(self, data: dict[str, Any]) -> None:
        if data.get("slug") or "slug" in self.errors:
            return
        column: Any = self._meta.model._meta.get_field("slug")
        rows = self._meta.model._default_manager.all()
        data["slug"] = proposed_address(self.words_of_address(data), rows, column.max_length)
        if not data["slug"]:
            self.add_error("slug", self.fields["slug"].error_messages["required"])

    def words_of_address(self, data: dict[str, Any]) -> list[str]:
        """Of what an address is proposed: the name or title, in the first language that has it."""
        names = (data.get(f"{name}_{code}") for name in ("name", "title") for code in Language.values)
        return list(filter(None, names))[:1]

    def _update_errors(self, errors: ValidationError) -> None:
        """Say plainly what Django says in the grammar of field names."""
        plain = {"unique": TAKEN, "unique_together": THERE_ALREADY}
        said = getattr(errors, "error_dict", {})
        # A rule of the table without words of its own would say its name: the service says it in words, at the field.
        nameless = _names_of_rules(self.instance)
        of_all = [each for each in said.pop(NON_FIELD_ERRORS, ()) if str(each.message) not in nameless]
        if of_all:
            said[NON_FIELD_ERRORS] = of_all
        elif hasattr(errors, "error_dict") and not said:
            return
        for found in said.values():
            for error in found:
                if error.code in plain:
                    error.message, error.params = plain[error.code], None
        super()._update_errors(errors)

    def _say_language(self, name: str, field: forms.Field) -> None:
        """Tell browsers and screen readers in which language the words of a column are."""
        column = getattr(self._meta.model, name, None) and self._column(name)
        if isinstance(column, TranslationField):
            field.widget.attrs["lang"] = column.language

    def _column(self, name: str) -> Any:
        try:
            return self._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None

    def _get_validation_exclusions(self) -> set[str]:
        """Check constraints that reach the parent too, although it is not a field of the form."""
        excluded: set[str] = super()._get_validation_exclusions()
        if self.parent is not None:
            fields = self._meta.model._meta.fields
            excluded -= {f.name for f in fields if f.related_model is type(self.parent)}
        return excluded

    @classmethod
    def state_values(cls, row: Model) -> dict[str, Any]:
        """What counts as the row's state: the fields of the form. A form that writes more than the row adds to it."""
        return values_of(row, cls.base_fields)

    @property
    def sent_state(self) -> str:
        """The marks of what the form showed when it was opened."""
        return str(self.data.get(self.add_prefix(STATE_FIELD), ""))

    def take_state(self, row: Model) -> None:
        """Go on from the present state, so that sending once more replaces it knowingly."""
        data = self.data.copy()
        data[self.add_prefix(STATE_FIELD)] = marks_of(self.state_values(row))
        self.data = data

    def go_on_from(self, row: Model) -> None:
        """Put the input onto this row, which is held, instead of the one that was read before it was held.

        So columns that the form does not show keep what somebody wrote into them in between.
        """
        construct_instance(self, row, self._meta.fields, self._meta.exclude)
        self.instance = row

    def discard_files(self) -> None:
        """Take back what the last check stored: the row was refused. A form that stores files says how."""

    def differences(self, row: Model) -> list[str]:
        """What somebody wrote since the form was opened and the input would replace, as “label: value”."""
        changed = changed_since(self.sent_state, self.state_values(row))
        if not changed:
            return []
        fresh = type(self)(instance=row, for_user=self.for_user, parent=self.parent, right=self.right)
        found = []
        for name in self.changed_against(fresh):
            if name in changed:
                field = fresh.fields[name]
                shown = _shown(field, fresh.get_initial_for_field(field, name))
                found.append(f"{field.label}: {Truncator(shown).chars(LONGEST_SHOWN) or '—'}")
        return found

    def changed_against(self, fresh: "ScopedForm") -> list[str]:
        """Names of fields whose input differs from what another form of the same row shows."""
        return [
            name
            for name, field in self.fields.items()
            if name != STATE_FIELD
            and name in fresh.fields
            and field.has_changed(fresh.get_initial_for_field(field, name), self[name].data)
        ]


def _shown(field: forms.Field, value: Any) -> str:
    """A form value as a person reads it."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(str(row) for row in value or [])
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.filter(pk=value).first() if value and field.queryset is not None else None
        return str(row or "")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(flatten_choices(choices)).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value is None else str(value)


class LanguagesPanel(MultiFieldPanel):
    """One field in its three languages; the Ukrainian words are the ones others fall back to.

    Short words stand side by side; what would be cut there has a line for each language.
    """

    SHORT = 100  # characters

    heading: Any
    help_text: Any

    def __init__(self, name: str, heading: Text = "", **kwargs: Any) -> None:
        children = kwargs.pop("children", None)
        self.name = name
        super().__init__(children if children is not None else [], heading=heading, **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        """Keep the name when Wagtail copies the panel."""
        return {**super().clone_kwargs(), "name": self.name}

    def on_model_bound(self) -> None:
        """Make the three columns once the model is known."""
        column = self.model._meta.get_field(self.name)
        is_prose = isinstance(column, ProseField)
        self.heading = self.heading or capfirst(column.verbose_name)
        self.help_text = self.help_text or column.help_text
        fields = [
            FieldPanel(
                f"{self.name}_{code}",
                heading=label,
                help_text=" ",
                classname="office-language",
                widget=AdminAutoHeightTextInput() if is_prose else None,
            )
            for code, label in Language.choices
        ]
        is_short = not is_prose and column.max_length <= self.SHORT
        self.children = [FieldRowPanel(fields)] if is_short else fields
        super().on_model_bound()


# The browser's own: they are filled in as people write dates there, on a phone by its own wheel. Wagtail's turns a date
# that it does not understand, such as 10.12.2026, into today's without a word.
def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def time_input() -> forms.TimeInput:
    """An hour of the day."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def wall_time_input() -> forms.DateTimeInput:
    """A date and an hour on some clock."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def section(heading: Text, *panels: Any, help_text: Text = "") -> MultiFieldPanel:
    """A part of a form under one heading. A tuple of names stands in one row."""
    children = [
        FieldRowPanel([FieldPanel(name) for name in panel])
        if isinstance(panel, tuple)
        else FieldPanel(panel)
        if isinstance(panel, str)
        else panel
        for panel in panels
    ]
    return MultiFieldPanel(children, heading=heading, help_text=help_text)
