"""What a certificate says about itself to machines, and in the title of a reader's window."""

from certificates.pdf.facts import CertificateFacts
from foundation.print.described import Described

# Said in English in every document, for machines: a file signed with a key that was made for trying out.
TRIAL_SUBJECT = "trial signature"


def described(facts: CertificateFacts) -> Described:
    """The kind of document, whose, its number, the programme and the topic."""
    return Described(
        title=f"{facts.title} — {facts.holder.printed_name} — {facts.number}",
        language=facts.language,
        issuer=facts.issuer.name,
        description=". ".join(filter(None, (facts.programme.name, facts.topic))),
        number=facts.number,
        verify_url=facts.verify_url,
        created=facts.issued_on,
        subjects=(facts.kind, TRIAL_SUBJECT) if facts.trial else (facts.kind,),
        keywords=TRIAL_SUBJECT if facts.trial else "",
    )
