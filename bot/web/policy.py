"""What our pages may do in a browser."""


def content_security_policy(frames: str = "'none'") -> str:
    """The Content-Security-Policy of a page; ``frames`` are the origins that may show it in theirs."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        f"font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors {frames}"
    )
