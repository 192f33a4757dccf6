"""Wagtail: what of it is on, and what it takes in. Nothing of it calls home, and it has no sign-in of its own."""

# Pages are kept whole, so Wagtail need not keep the rows of their pictures.
NO_CACHE: dict[str, object] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# A page is public or for people with an account: a password shared by many would be a second, unthrottled sign-in.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_MODERATION_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILIMAGES_RENDITION_STORAGE = "pictures"
WAGTAILIMAGES_IMAGE_FORM_BASE = "office.picture_uploads.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_FEATURE_DETECTION_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 5
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
TAGGIT_CASE_INSENSITIVE = True
# A page that an editor adds is there in every language at once, in the words it has.
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = True
