"""How much a certificate may have on it. A longer text is refused when facts freeze, never cut."""

# The sheet is drawn and tested up to these.
MAX_NAME = 300
MAX_SENTENCE = 600
MAX_OUTCOMES = 12
MAX_TAUGHT = 60
MAX_PARTNERS = 20
MAX_SIGNATORIES = 4
MAX_SIGNATORY = 160
MAX_DAYS = 14
MAX_NUMBER = 40
MAX_URL = 150
