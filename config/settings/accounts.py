"""People who sign in: allauth, passwords, second factors, limits."""

AUTH_USER_MODEL = "people.User"
# allauth's backend is Django's own with sign-in by e-mail; one backend, so that a password is hashed once a try.
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A link that sets a new password works once and for so many seconds.
PASSWORD_RESET_TIMEOUT = 3 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:my"
ACCOUNT_ADAPTER = "messaging.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "people.sign_in_forms.NewEmailForm",
    "change_password": "people.sign_in_forms.ChangePasswordForm",
    "confirm_email_verification_code": "people.sign_in_forms.EmailCodeForm",
    "confirm_login_code": "people.sign_in_forms.SignInCodeForm",
    "login": "people.sign_in_forms.SignInForm",
    "reauthenticate": "people.sign_in_forms.PasswordAgainForm",
    "request_login_code": "people.sign_in_forms.AskForCodeForm",
    "reset_password": "people.sign_in_forms.ForgottenPasswordForm",
    "reset_password_from_key": "people.sign_in_forms.NewPasswordByLinkForm",
    "set_password": "people.sign_in_forms.SetPasswordForm",
    "signup": "people.sign_in_forms.SignUpForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# The password is optional: whoever has none signs in by codes.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
# Changing the address on the way would tell a known address from an unknown one.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
# Six digits, easy to read out; few letters an hour and a day leave nobody enough guesses.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_TIMEOUT = 20 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Wrong passwords and codes asked for are counted by address and by where they come from (people/adapters.py and
# people/sign_in_forms.py), so that a stranger who guesses does not lock the owner out; one address over all places
# has a limit of its own, far higher.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,6/10m/key",
    "login_failed_anywhere": "200/h/key",
    "request_login_code": "20/m/ip,10/h/key,20/d/key",
    "request_login_code_here": "5/10m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/10m/key",
    # Codes that open a list of names to a host: asked for by one link, and tried, from one address and by one link.
    "host_code": "20/m/ip,5/10m/key",
    "host_code_try": "20/m/ip,30/h/key",
    # Asking whether a printed list still holds, from one address.
    "list_check": "30/m/ip",
    # Keeping what was typed into a form that was refused.
    "keep_form": "20/m/ip",
    # Looking certificates up by code, by number and by file, from one address.
    "verify_certificate": "30/m/ip,300/h/ip",
    # Looking papers up by the code that is printed on them, from one address.
    "check_document": "30/m/ip,300/h/ip",
}
ACCOUNT_USER_DISPLAY = "people.models.display_name"
MFA_ADAPTER = "people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "people.sign_in_forms.AuthenticatorAppForm",
    "add_webauthn": "people.sign_in_forms.AddPasskeyForm",
    "authenticate": "people.sign_in_forms.SecondFactorForm",
    "authenticate_webauthn": "people.sign_in_forms.PasskeyForm",
    "edit_webauthn": "people.sign_in_forms.RenamePasskeyForm",
    "login_webauthn": "people.sign_in_forms.PasskeySignInForm",
    "reauthenticate": "people.sign_in_forms.SecondFactorAgainForm",
    "reauthenticate_webauthn": "people.sign_in_forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
