"""How a form answers a rule's refusal, everywhere."""

from django.forms import BaseForm

from . import DomainError


def refuse(form: BaseForm, error: DomainError) -> int:
    """Put the refusal to its field, or above the form if it has none there. Returns the status to answer with."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))
    return error.status
