"""Rich forms of a result: the `_repr_*_` methods that notebooks know."""
from .armour import __builtins__

from base64 import b64encode
from json import dumps

FORM_CHARS_MAX = 8 * 1024 * 1024  # a form beyond it is left out: a message ends at 32 MiB

_METHODS = (
    ("_repr_html_", "text/html"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_latex_", "text/latex"),
    ("_repr_json_", "application/json"),
)


def rich_forms(value):
    """{MIME type: text or base64 or JSON value}. A method that raises gives nothing, in notebooks too."""
    kind = type(value)
    forms = {}
    bundle = getattr(kind, "_repr_mimebundle_", None)
    if bundle is not None:
        try:
            forms.update(_bundle(bundle(value)))
        except Exception:
            pass
    for name, mime in _METHODS:
        method = getattr(kind, name, None)
        if method is None or mime in forms:
            continue
        try:
            forms[mime] = method(value)
        except Exception:
            pass
    return {mime: form for mime, form in ((m, _plain(f)) for m, f in forms.items()) if form is not None}


def _bundle(given):
    return given[0] if isinstance(given, tuple) else given or {}


def _plain(form):
    """What JSON can carry; None for what is empty or too large."""
    if isinstance(form, tuple):  # data and metadata
        form = form[0] if form else None
    if form is None:
        return None
    if isinstance(form, (bytes, bytearray, memoryview)):
        form = b64encode(form).decode("ascii")
    try:
        return form if len(form if isinstance(form, str) else dumps(form)) <= FORM_CHARS_MAX else None
    except Exception:
        return None
