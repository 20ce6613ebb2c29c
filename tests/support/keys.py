"""Keys for tests only; they open nothing anywhere."""

import base64

IDENTITY_KEY = base64.urlsafe_b64encode(b"pendopo-test-identity-key-32byte").decode()
LOOKUP_KEY = "pendopo-test-lookup-key"
SECRET_KEY = "pendopo-test-secret-key"
