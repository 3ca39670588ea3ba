"""Headers of every answer: they keep the pages to themselves.

Scripts are files of ours alone, none stands in a page, and nothing is loaded from elsewhere. Which page a form was
sent from is told to us alone: with `no-referrer` browsers would not tell us either, and a form of ours could not be
told from another site's.
"""

from __future__ import annotations

from typing import Final

SECURITY_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), bluetooth=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(),"
        " magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
HTTPS_HEADERS: Final = {"strict-transport-security": "max-age=31536000"}
"""Where there is TLS: the browser comes back with TLS alone."""
