"""The list and the forms behind every `ScopedViewSet`: own rows only, by GET as by POST."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.fields import ModelChoiceField
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views import generic
from wagtail.admin.widgets import HeaderButton

from foundation.errors import Conflict, DomainError
from foundation.errors.forms import refuse
from people.signed_in import signed_in_user

from .choices import RefreshesLists
from .forms import narrowed
from .listing import Listing
from .preview import ShowsPreview
from .scope import Scope
from .screens import Text
from .wagtail_private import ListWithTitles, SavesOnDemand

ANOTHER = "add_another"  # the button “Save and add another”


class ScopedFilterSet(WagtailFilterSet):
    """Filters that offer own rows only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.filters.values():
            if issubclass(each.field_class, ModelChoiceField) and each.queryset is not None:
                each.queryset = partial(self._own, each.queryset)

    @staticmethod
    def _own(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return narrowed(rows, request.user)


class _Scoped(SavesOnDemand):
    """What all our views share: the rows, who may enter, and where one goes afterwards."""

    viewset: ClassVar[Any] = None
    request: HttpRequest
    object: Any
    # Django's views of deletion answer to DELETE too, past the service that asks whether a row may go.
    http_method_names: ClassVar[list[str]] = ["get", "head", "options", "post"]

    @cached_property
    def _own_viewset(self) -> Scope:
        viewset: Scope = self.viewset
        return viewset

    action: ClassVar[str] = "change"

    def own_rows(self) -> QuerySet[Any]:
        """The rows to which this person may do what the view does."""
        return self._own_viewset.rows_for(self.request.user, self.action)

    def get_queryset(self) -> QuerySet[Any]:
        """Where a single row is looked for: a foreign one is not found."""
        related = self._own_viewset.related
        return self.own_rows().select_related(*related) if related else self.own_rows()

    def get_success_url(self) -> str:
        """The page of what the row belongs to, or the list."""
        return self._own_viewset.url_after(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way here; below a row of another kind, over that row's page."""
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()  # type: ignore[misc]
        above = self.above()
        rest = items[2:] if above and self._own_viewset.needs_parent and len(items) > 2 else items[1:]
        return [*items[:1], *above, *rest]

    def above(self) -> list[dict[str, Any]]:
        """The way to the page that the row stands under."""
        row = getattr(self, "object", None)
        parent = self._own_viewset.parent_of_row(row) if row is not None and row.pk else None
        return self._own_viewset.breadcrumbs_above(parent)


class ScopedIndexView(Listing, _Scoped, ListWithTitles):
    """The list of own rows."""

    base_filterset_class = ScopedFilterSet
    show_export_buttons = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Nothing is exported in Wagtail's way: see `office.exports`."""
        super().setup(request, *args, **kwargs)
        self.is_export = False
        self.export_name = self._own_viewset.export_name

    def get_queryset(self) -> QuerySet[Any]:
        """Wagtail's own list on top of our rows: searched, filtered, ordered."""
        rows: QuerySet[Any] = generic.IndexView.get_queryset(self)
        return rows

    def get_base_queryset(self) -> QuerySet[Any]:
        """The rows that this person may see, with what the columns show."""
        return self._own_viewset.listed(self._own_viewset.rows_listed_for(self.request.user))

    @cached_property
    def is_filtering(self) -> bool:
        """Whether fewer rows are shown than there are. What they stand under is no filter that one would take off."""
        form = self.filters.form if self.filters and self.filters.is_valid() else None
        return bool(form and {*form.changed_data} - {self._own_viewset.parent_field})

    def user_has_permission(self, permission: str) -> bool:
        """Asked for each row by the list; `get_edit_url` and `get_delete_url` ask the row itself."""
        return True

    def get_edit_url(self, instance: Any) -> str | None:
        """The form of a row, if this person may change it."""
        may = self._own_viewset.may_change(instance, self.request.user)
        url: str | None = super().get_edit_url(instance) if may else None
        return url

    def get_delete_url(self, instance: Any) -> str | None:
        """The question before deleting, if this person may."""
        may = self._own_viewset.may_delete(instance, self.request.user)
        url: str | None = super().get_delete_url(instance) if may else None
        return url

    def get_title_url(self, instance: Any) -> str | None:
        """The row's own page; where that is its form, for those who may change it."""
        url = self._own_viewset.url_of(instance)
        if self._own_viewset.has_page or self._own_viewset.may_change(instance, self.request.user):
            return url
        return None

    @property
    def title_label(self) -> Text:
        return self._own_viewset.title_label

    def get_add_url(self) -> str | None:
        """A new row under the parent that the list is filtered by; none where a parent is needed and not known."""
        url: str | None = super().get_add_url()
        if not url or not self._own_viewset.may_add(self.request.user):
            return None
        return self._own_viewset.with_parent(url, self.request)


class _Saving(RefreshesLists, _Scoped):
    """Saves through the viewset's service; a rule's refusal becomes an error on the form, with the input kept."""

    form: Any
    refusal: DomainError | None = None
    save_action: Callable[[], HttpResponse]
    form_invalid: Callable[[Any], HttpResponse]
    get_error_message: Callable[[], str]

    def hold(self, form: Any) -> None:
        """Hold the row until it is saved. Raises `Conflict` if the form shows an older state; a new row has none."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, or show the refusal: 409 if somebody was faster, 422 otherwise."""
        self.form = form
        try:
            with transaction.atomic():
                self.hold(form)
                saved = self._own_viewset.save(form, signed_in_user(self.request))
        except DomainError as error:
            self.refusal = error
        except IntegrityError:
            self.refusal = Conflict(
                _("Somebody has just saved the same. Look at the list before saving again.")
            )
        if self.refusal is not None:
            refuse(form, self.refusal)
            form.discard_files()
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        self.object = saved
        return self.save_action()

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """A refused form is not a success for programs either."""
        form = context.get("form")
        if form is not None and form.is_bound and form.errors:
            kwargs["status"] = self.refusal.status if self.refusal else 422
        response: HttpResponse = super().render_to_response(context, **kwargs)
        return response

    def get_success_buttons(self) -> list[Any]:
        """None: one lands where one goes on."""
        return []


class ScopedCreateView(_Saving, generic.CreateView):
    """A new row, under the parent named in the address if there is one."""

    submit_button_label = gettext_lazy("Save")
    submit_button_active_label = gettext_lazy("Saving…")
    error_message = gettext_lazy("This is not saved yet. Look at the fields that are marked.")

    def get_page_title(self) -> str:
        """What is added: a verb agrees with every noun."""
        return _("Add: %(what)s") % {"what": self.model._meta.verbose_name}

    def get_page_subtitle(self) -> str:
        """The heading has said it."""
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The last one in a word: the heading says what is added."""
        *way, last = super().get_breadcrumbs_items()
        return [*way, {**last, "label": _("Add"), "sublabel": ""}]

    @cached_property
    def parent(self) -> Any:
        """The row under which the new one is made. Not found: a foreign one, and none where one is needed."""
        parent = self._own_viewset.parent_of_request(self.request)
        if parent is None and self._own_viewset.needs_parent:
            raise Http404
        return parent

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse those who may not make such rows; lead to the parents where one is needed and not named."""
        viewset = self._own_viewset
        if not viewset.may_add(request.user):
            raise Http404
        if viewset.needs_parent and viewset.parent_field not in request.GET:
            return viewset.ask_for_parent(request)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_initial_form_instance(self) -> Any:
        """A row that belongs to the parent already, so that the form narrows its choices."""
        return self._own_viewset.new_row(self.parent)

    def get_initial(self) -> dict[str, Any]:
        """What the form begins with."""
        return self._own_viewset.initial(self.request, self.parent)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who fills it in, and under what."""
        right = self._own_viewset.right("change")
        return {**super().get_form_kwargs(), "parent": self.parent, "right": right}

    def above(self) -> list[dict[str, Any]]:
        """The way to the page of the parent."""
        return self._own_viewset.breadcrumbs_above(self.parent)

    def get_add_url(self) -> str:
        """Where the form is sent: the parent stays in the address."""
        return self._own_viewset.with_parent(super().get_add_url(), self.request)

    def get_success_message(self, instance: Any) -> str:
        return self._own_viewset.success_message(instance)

    def get_success_url(self) -> str:
        """Where one goes on, or the form of one more."""
        if ANOTHER in self.request.POST:
            return self._own_viewset.url_of_another(self.object, self.request)
        return super().get_success_url()


class ScopedEditView(ShowsPreview, _Saving, generic.EditView):
    """Changing a row. A form that shows an older state is answered with what the row says now."""

    error_message = gettext_lazy("This is not saved yet. Look at the fields that are marked.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who fills it in, and what the row belongs to."""
        parent, right = self._own_viewset.parent_of_row(self.object), self._own_viewset.right("change")
        return {**super().get_form_kwargs(), "parent": parent, "right": right}

    def get_form(self, form_class: Any = None) -> Any:
        """A row stays with what it was made under: moving it would take what hangs on it to other people."""
        form = super().get_form(form_class)
        if self._own_viewset.parent_field in form.fields:
            form.fields[self._own_viewset.parent_field].disabled = True
        return form

    def get_page_subtitle(self) -> str:
        """What the row is called; a row about a person has a number for a name elsewhere."""
        return self._own_viewset.row_name(self.object)

    def hold(self, form: Any) -> None:
        """Hold the row, notice that somebody changed it since the form was opened, and go on from it as it is now."""
        present = self.own_rows().select_for_update(of=("self",)).filter(pk=self.object.pk).first()
        if present is None:
            raise Http404
        differences = "; ".join(form.differences(present))
        # Nobody changed it, it was sent twice, or both typed the same: nothing would be lost.
        if not differences:
            form.go_on_from(present)
            return
        form.take_state(present)
        raise Conflict(
            _(
                "Somebody changed this since you opened it. Your input is kept; saving again replaces what it says"
                " now: %(what)s."
            )
            % {"what": differences}
        )

    def get_success_message(self) -> str:
        return self._own_viewset.success_message(self.object)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Ways from this row to what belongs to it."""
        links = self._own_viewset.links(self.object)
        return [HeaderButton(label, url=url, icon_name=icon) for label, url, icon in links]


class ScopedDeleteView(_Scoped, generic.DeleteView):
    """Deleting a row that nothing depends on."""

    action = "delete"
    template_name = "office/confirm_delete.html"
    refusal: DomainError | None = None

    @property
    def brings_along(self) -> str:
        """What deleting the row brings along, in words."""
        return self._own_viewset.before_deletion(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The list, then the row."""
        index = {"url": reverse(self.index_url_name), "label": self._own_viewset.menu_label}
        above = self.above() or [index]
        last = {"url": "", "label": _("Delete"), "sublabel": self._own_viewset.row_name(self.object)}
        return [*self.breadcrumbs_items[:1], *above, last]

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete, or say in plain words what stands against it."""
        url = self._own_viewset.url_after_deletion(self.object)
        name = self._own_viewset.row_name(self.object)
        try:
            self._own_viewset.delete(self.object, signed_in_user(self.request))
        except DomainError as error:
            self.refusal = error
            return self.render_to_response(self.get_context_data(form=form), status=error.status)
        messages.success(self.request, _("Deleted: %(row)s.") % {"row": name})
        return redirect(url)
