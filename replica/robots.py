"""The site's robots.txt: Drupal's default, and what the switches add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replica.switches import Switches

_DIRECTORIES = ("core", "profiles")
_FILES = ("README.md", "composer/Metapackage/README.txt", "web.config")
_PATHS = (
    "admin/",
    "comment/reply/",
    "filter/tips",
    "node/add/",
    "search/",
    "user/register",
    "user/password",
    "user/login",
    "user/logout",
)


def robots_txt(switches: Switches) -> bytes:
    lines = ["User-agent: *"]
    if switches.crawl_delay is not None:
        lines.append(f"Crawl-delay: {switches.crawl_delay:g}")
    lines += ["# CSS, JS, Images", "Allow: /core/*.css$", "Allow: /core/*.js$", "# Directories"]
    lines += [f"Disallow: /{name}/" for name in _DIRECTORIES]
    lines += ["# Files", *(f"Disallow: /{name}" for name in _FILES)]
    lines += ["# Paths (clean URLs)", *(f"Disallow: /{path}" for path in _PATHS)]
    lines += ["# Paths (no clean URLs)", *(f"Disallow: /index.php/{path}" for path in _PATHS)]
    lines += [f"Disallow: {path}" for path in switches.disallow]
    return "\n".join(lines).encode() + b"\n"
