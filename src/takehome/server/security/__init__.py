"""What stands between the network and the pages: plain ASGI, one guard a file, in the order of `guards.py`.

They are not ``BaseHTTPMiddleware``: that one lets web sockets pass unseen, and buffers streams. A guard sees the raw
request, lets it through or answers itself (`refusals.py`), and never repairs what came.
"""
