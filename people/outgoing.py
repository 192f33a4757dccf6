"""The door through which sign-in letters leave. The outbox is a higher room, so it registers itself here."""

from typing import Protocol


class SignInPost(Protocol):
    """Takes a sign-in letter and has it delivered at once."""

    def __call__(
        self,
        *,
        address: str,
        language: str,
        subject: str,
        text: str,
        html: str,
        key: str,
    ) -> object: ...


_post: list[SignInPost] = []


def register_post(post: SignInPost) -> None:
    """Name the one who delivers."""
    _post[:] = [post]


def send_sign_in_letter(*, address: str, language: str, subject: str, text: str, html: str, key: str) -> None:
    """Hand over a sign-in letter."""
    _post[0](
        address=address,
        language=language,
        subject=subject,
        text=text,
        html=html,
        key=key,
    )
