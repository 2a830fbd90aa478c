"""What the guards turn away, and what they let through; each attack as it would arrive.

The oracles are the standards that browsers keep: Fetch (Origin, Sec-Fetch-Site), RFC 6265bis (cookies), RFC 6750
(bearer tokens), RFC 9110 (Host, 401, 413), Content Security Policy level 3.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from dataclasses import replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect
from tests.server.asking_the_server import TestClient
from tests.server.guarded_app import ADDRESS, SMALL, client_of, signed_in, tiny_app

from takehome.errors import InputError
from takehome.server.security import forgery
from takehome.server.security.access_log import LONGEST_METHOD
from takehome.server.security.attempts import ALLOWED, CLIENTS, WINDOW, Attempts
from takehome.server.security.body_limit import DOCUMENT, FRAME, OTHERS, SIGNING_IN
from takehome.server.security.ended_sessions import MOST, EndedSessions
from takehome.server.security.headers import PAGE_POLICY, REPORT_POLICY, Headers
from takehome.server.security.hosts import allowed_names, host_name, refuse_odd_names
from takehome.server.security.redaction import Redacting, secrets_in
from takehome.server.security.session import LIFETIME, UNGUESSABLE, Keys
from takehome.server.security.signing_in import LONGEST_BACK, MOST_FIELDS, MOST_QUERIES
from takehome.server.security.token_source import kept_token
from takehome.server.settings import Settings

TOKEN = "a-token-that-nobody-guesses"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
OWN = {"Origin": ADDRESS}


@pytest.fixture
def app(tmp_path: Path):
    return tiny_app(Settings(data=tmp_path, token=TOKEN))


@pytest.fixture
def client(app) -> TestClient:
    return client_of(app)


@pytest.fixture
def open_client(tmp_path: Path) -> TestClient:
    """Of a server that asks for no token."""
    return client_of(tiny_app(Settings(data=tmp_path)))


# Host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8642", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8642"])
def test_names_of_loopback_are_answered(client, host):
    assert client.get("/v1/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8642",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1@evil.example",
        "127.0.0.1:8642@evil.example",
        "127.0.0.1:port",
        "127.0.0.1:99999",
        "127.0.0.1 evil.example",
        "127.0.0.1,evil.example",
        "127.0.0.1/evil",
        "localhost.",
        "0.0.0.0:8642",
        "0",
        "127.1",
        "2130706433",
        "[::]",
        "[::ffff:127.0.0.1]",
        "::1",
        "testserver",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/v1/health", "/static/pages.css"])
def test_another_name_is_refused_before_anything_else(client, host, path):
    """DNS rebinding: the connection is to 127.0.0.1, the name is the attacker's; also with the right token."""
    answer = client.get(path, headers={"Host": host, **BEARER})
    assert answer.status_code == 400
    assert TOKEN not in answer.text


def test_the_first_of_two_hosts_is_not_believed(client):
    both = [("Host", "127.0.0.1:8642"), ("Host", "evil.example")]
    for headers in (both, both[::-1], [both[0], both[0]]):
        assert client.get("/v1/health", headers=headers).status_code == 400


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host", "X-HTTP-Host-Override"])
def test_what_a_proxy_says_of_the_host_is_ignored(client, name):
    assert client.get("/v1/health", headers={"Host": "evil.example", name: "127.0.0.1"}).status_code == 400
    assert client.get("/v1/health", headers={name: "evil.example"}).status_code == 200


def test_operators_names_and_the_listening_address_are_answered(tmp_path):
    settings = Settings(data=tmp_path, host="10.0.0.7", hosts=("Team.Example",))
    client = client_of(tiny_app(settings))
    answered = {
        name: client.get("/v1/health", headers={"Host": name}).status_code
        for name in ("team.example:443", "10.0.0.7", "10.0.0.8")
    }
    assert answered == {"team.example:443": 200, "10.0.0.7": 200, "10.0.0.8": 400}
    assert "0.0.0.0" not in allowed_names(replace(settings, host="0.0.0.0"))
    assert host_name("a" * 10_000 + ":1") == "a" * 10_000


@pytest.mark.parametrize("name", ["https://x.example", "x.example:443", "*", "*.example", "x/y", "", "[::1]", "a b"])
def test_names_that_no_request_can_have_are_refused_at_the_start(name):
    refuse_odd_names(("x.example", "10.0.0.7", "fe80::1", "Team.Example"))
    with pytest.raises(InputError, match="--allowed-host"):
        refuse_odd_names(("x.example", name))


@pytest.mark.parametrize(
    "path", ["/static/../runs", "/static/..", "/./", "/..", "/../etc/passwd", "/a\\..\\b", "/a\0b", "a"]
)
def test_paths_that_climb_are_refused(app, path):
    """As the server hands them over, decoded; a client would tidy them up before it sends them."""
    statuses = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        statuses.append(message.get("status"))

    headers = [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {TOKEN}".encode())]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": b"", "query_string": b"", "headers": headers}
    asyncio.run(app(scope, receive, send))
    assert statuses[0] == 400


def test_web_sockets_are_closed(app, client):
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/socket", headers=BEARER):
        pass
    assert closed.value.code == 1008
    assert app.state.reached == []


# Token


@pytest.mark.parametrize("path", ["/", "/runs/1/report", "/v1/runs/1/report.html", "/v1/number?value=1", "/nothing"])
def test_nobody_comes_in_without_a_token(client, path):
    answer = client.get(path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    if path.startswith("/v1"):
        assert set(answer.json()["error"]) == {"saw", "expected", "try_next"}
    else:
        assert 'action="/sign-in"' in answer.text


def test_health_and_static_files_are_open_and_nothing_beside_them(client):
    assert client.get("/v1/health").status_code == client.get("/static/pages.css").status_code == 200
    for path in ("/v1/health/", "/v1/healthy", "/static", "/staticx/a", "//static/a", "/v1/static/a", "/V1/HEALTH"):
        assert client.get(f"{ADDRESS}{path}").status_code == 401, path


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_bearer_token_lets_programs_in(client, scheme):
    answer = client.get("/", headers={"Authorization": f"{scheme} {TOKEN}"})
    assert answer.status_code == 200
    assert "token" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "header",
    [
        "",
        TOKEN,
        f"Basic {TOKEN}",
        f"Token {TOKEN}",
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN.upper()}",
        f"Bearer {TOKEN} {TOKEN}",
        f"Bearer {TOKEN},Bearer {TOKEN}",
    ],
)
def test_anything_else_in_its_place_does_not(client, header):
    assert client.get("/v1/number?value=1", headers={"Authorization": header}).status_code == 401


def test_two_authorizations_are_not_one(client):
    headers = [("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer x")]
    assert client.get("/", headers=headers).status_code == 401
    assert client.get("/", headers=headers[::-1]).status_code == 401


def test_a_wrong_bearer_token_is_not_excused_by_a_cookie(client):
    signed_in(client, TOKEN)
    assert client.get("/", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_guessing_ends_after_ten_tries_a_minute(client):
    statuses = [client.get("/v1/x", headers={"Authorization": f"Bearer guess{n}"}).status_code for n in range(12)]
    assert statuses == [401] * ALLOWED + [429] * 2
    late = client.get("/v1/x", headers=BEARER)
    assert late.status_code == 429
    assert 0 < int(late.headers["retry-after"]) <= WINDOW
    assert client.get(f"/?token={TOKEN}").status_code == 429
    assert client.post("/sign-in", data={"token": TOKEN}, headers=OWN).status_code == 429


def test_guesses_of_every_kind_count_together_and_a_session_goes_on(client):
    signed_in(client, TOKEN)
    for n in range(4):
        client.get(f"/?token=guess{n}")
        client.get("/", headers={"Authorization": f"Bearer guess{n}"})
        client.post("/sign-in", data={"token": f"guess{n}"}, headers=OWN)
    assert client.get("/", headers=BEARER).status_code == 429
    assert client.get("/").status_code == 200


def test_another_client_is_not_held_up(app):
    for n in range(ALLOWED + 1):
        client_of(app, client=("10.0.0.1", 1)).get("/", headers={"Authorization": f"Bearer guess{n}"})
    assert client_of(app, client=("10.0.0.2", 1)).get("/", headers=BEARER).status_code == 200
    forwarded = {**BEARER, "X-Forwarded-For": "10.9.9.9"}
    assert client_of(app, client=("10.0.0.1", 2)).get("/", headers=forwarded).status_code == 429


LONG_TOKEN = "a-token-that-is-so-long-that-nobody-guesses-it"


def test_a_long_token_is_let_in_whatever_others_of_the_address_tried(tmp_path):
    """One program with an old token does not shut the others out; it is told to wait itself."""
    client = client_of(tiny_app(Settings(data=tmp_path, token=LONG_TOKEN)))
    old = {"Authorization": "Bearer an-old-token"}
    assert [client.get("/", headers=old).status_code for _ in range(ALLOWED + 2)] == [401] * ALLOWED + [429] * 2
    assert client.get("/", headers={"Authorization": f"Bearer {LONG_TOKEN}"}).status_code == 200
    assert client.post("/sign-in", data={"token": LONG_TOKEN}, headers=OWN).status_code == 303
    assert client.post("/sign-in", data={"token": "an-old-token"}, headers=OWN).status_code == 429
    assert client_of(client.app).get(f"/?token={LONG_TOKEN}").status_code == 303
    assert client.get("/", headers=old).status_code == 429


@pytest.mark.parametrize(("characters", "guessable"), [(UNGUESSABLE - 1, True), (UNGUESSABLE, False)])
def test_which_tokens_could_be_guessed(tmp_path, characters, guessable):
    assert Keys("x" * characters, 1).guessable == guessable
    assert not Keys(kept_token(tmp_path), 1).guessable


def test_attempts_are_forgotten_after_a_minute_and_their_memory_is_bounded():
    now = 0.0
    attempts = Attempts(lambda: now)
    for _ in range(3 * ALLOWED):
        attempts.failed("a")
    assert attempts.wait("a") == WINDOW
    now = WINDOW / 2
    assert attempts.wait("a") == WINDOW / 2
    now = WINDOW
    assert attempts.wait("a") == 0
    for n in range(2 * CLIENTS):
        attempts.failed(str(n))
    assert len(attempts._failed) == CLIENTS


def test_comparing_takes_digests_of_equal_length_and_any_text():
    keys = Keys(TOKEN, 1)
    assert keys.is_token(TOKEN)
    for other in ("", "x", TOKEN * 1000, "€", "\udcff", TOKEN + "\0", f" {TOKEN}"):
        assert not keys.is_token(other)


# Signing in


def test_a_token_in_the_address_becomes_a_cookie_and_leaves_the_address(client):
    answer = client.get(f"/runs?text=a%20b&token={TOKEN}&page=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/runs?text=a+b&page=2"
    assert answer.headers["cache-control"] == "no-store"
    assert TOKEN not in str(answer.headers)
    assert "cookie" in client.get("/").text


@pytest.mark.parametrize(
    ("path", "location"),
    [("//evil.example/", "/evil.example/"), ("/%5cevil.example", None), ("/%0d%0aX: y", "/%0D%0AX%3A%20y")],
)
def test_the_redirect_stays_here(client, path, location):
    request = client.build_request("GET", f"/?token={TOKEN}")
    request.url = request.url.copy_with(raw_path=f"{path}?token={TOKEN}".encode())
    answer = client.send(request)
    assert answer.headers.get("location") == location


def test_the_cookie_is_for_this_host_and_out_of_scripts_reach(client):
    header = client.get(f"/?token={TOKEN}").headers["set-cookie"]
    (morsel,) = SimpleCookie(header).values()
    assert morsel.key == "takehome-8642"
    assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"]) == (True, "Strict", "/", "")
    assert 0 < int(morsel["max-age"]) <= LIFETIME
    assert "Secure" not in header
    over_tls = client.get(f"/?token={TOKEN}", headers={"X-Forwarded-Proto": "https"}).headers["set-cookie"]
    assert "Secure" in over_tls
    assert TOKEN not in header


def test_only_get_takes_a_token_from_the_address(client):
    for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
        assert client.request(method, f"/v1/runs?token={TOKEN}").status_code == 401


@pytest.mark.parametrize("dest", ["image", "iframe", "script", "empty"])
def test_a_strange_page_cannot_use_up_the_tries_with_pictures(client, dest):
    for n in range(2 * ALLOWED):
        answer = client.get(f"/?token=guess{n}", headers={"Sec-Fetch-Dest": dest, "Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 401
    assert client.get(f"/?token={TOKEN}", headers={"Sec-Fetch-Dest": "document"}).status_code == 303


def test_the_sign_in_page_leads_back_to_where_one_wanted_to_go(client):
    shown = client.get("/runs?text=%22%3E%3Cscript%3E")
    assert 'name="back" value="/runs?text=%22%3E%3Cscript%3E"' in shown.text
    answer = client.post("/sign-in", data={"token": TOKEN, "back": "/runs?text=x"}, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/runs?text=x")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "", "/\r\nX: y"])
def test_and_nowhere_else(client, back):
    answer = client.post("/sign-in", data={"token": TOKEN, "back": back}, headers=OWN)
    assert answer.headers["location"] == "/"


def test_a_wrong_token_in_the_form_is_said_and_not_repeated(client):
    answer = client.post("/sign-in", data={"token": "wrong<b>", "back": "/x"}, headers=OWN)
    assert answer.status_code == 401
    assert "wrong&lt;b" not in answer.text
    assert "wrong<b" not in answer.text
    assert 'value="/x"' in answer.text


def test_another_site_cannot_sign_a_browser_in(client):
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/sign-in", data={"token": TOKEN}, headers=headers).status_code == 403


def asked_of_nobody(app, path: str, query: bytes = b"") -> list[int]:
    """The statuses of a POST without a token, whose body fails the test when it is asked for."""
    statuses: list[int] = []

    async def receive():
        raise AssertionError("the body was read")

    async def send(message):
        statuses.append(message.get("status"))

    headers = [(b"host", b"127.0.0.1"), (b"expect", b"100-continue")]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": query, "headers": headers}
    asyncio.run(app({**scope, "client": ("testclient", 1)}, receive, send))
    return [status for status in statuses if status is not None]


def test_signing_in_reads_little(client):
    """Whoever is not signed in cannot make the server parse: bytes, fields and parts of the address have limits."""
    long = client.post("/sign-in", content=b"token=" + b"x" * SIGNING_IN, headers=OWN)
    counted = client.post("/sign-in", content=chunks(SIGNING_IN + 1), headers=OWN)
    assert long.status_code == counted.status_code == 413
    for fields, status in ((MOST_FIELDS, 401), (MOST_FIELDS + 1, 400)):
        assert client.post("/sign-in", content="&".join("x" * fields), headers=OWN).status_code == status
    for parts, status in ((MOST_QUERIES, 401), (MOST_QUERIES + 1, 400)):
        for path in ("/runs", "/sign-in", "/v1/runs"):
            answer = client.get(f"{path}?{'&'.join('x' * parts)}")
            assert answer.status_code == (200 if (path, status) == ("/sign-in", 401) else status)


def test_a_client_that_has_to_wait_is_told_so_before_its_form_is_read(app):
    guessing = client_of(app)
    for n in range(ALLOWED):
        guessing.get("/", headers={"Authorization": f"Bearer guess{n}"})
    assert asked_of_nobody(app, "/sign-in") == [429]


def test_a_long_address_is_not_carried_through_the_form(client):
    """Otherwise the form that the page makes would be larger than what is read of it."""
    assert f'value="/{"x" * (LONGEST_BACK - 1)}"' in client.get("/" + "x" * (LONGEST_BACK - 1)).text
    assert 'name="back" value="/"' in client.get("/" + "x" * LONGEST_BACK).text
    worst = {"token": "x" * 100, "back": "/" + "%" * (LONGEST_BACK - 1)}
    assert client.post("/sign-in", data=worst, headers=OWN).status_code == 401


def test_signing_out_ends_the_cookie(client):
    signed_in(client, TOKEN)
    assert client.post("/sign-out", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/sign-out", headers=OWN).headers["location"] == "/sign-in"
    assert client.get("/").status_code == 401


def test_signing_out_ends_the_session_of_every_copy_of_its_cookie(app, client):
    csrf = signed_in(client, TOKEN)
    copy, other = client_of(app, cookies=client.cookies), client_of(app)
    signed_in(other, TOKEN)
    assert copy.get("/").status_code == 200
    client.post("/sign-out", headers=OWN)
    assert copy.get("/").status_code == 401
    assert copy.post("/runs", data={"csrf": csrf}, headers=OWN).status_code == 401
    assert other.get("/").status_code == 200


def test_the_memory_of_ended_sessions_is_bounded():
    ended = EndedSessions()
    for n in range(2 * MOST):
        ended.add(str(n))
    assert (len(ended._names), "0" in ended, str(2 * MOST - 1) in ended) == (MOST, False, True)


# Sessions


def test_a_session_survives_a_restart_and_ends_with_its_token(app, client, tmp_path):
    signed_in(client, TOKEN)
    again = client_of(tiny_app(app.state.settings), cookies=client.cookies)
    assert again.get("/").status_code == 200
    changed = client_of(tiny_app(Settings(data=tmp_path, token=f"{TOKEN}2")), cookies=client.cookies)
    assert changed.get("/").status_code == 401


def test_a_session_ends_after_its_lifetime():
    now = 1_000_000.0
    keys = Keys(TOKEN, 1, lambda: now)
    value = keys.cookie_value(keys.new_session())
    scope = {"headers": [(b"cookie", f"takehome-1={value}".encode())]}
    assert keys.session_of(scope)
    now += LIFETIME - 1
    assert keys.session_of(scope)
    now += 2
    assert keys.session_of(scope) is None
    now = 0.0
    assert keys.session_of(scope) is None


def test_no_character_of_a_cookie_can_be_changed(client):
    signed_in(client, TOKEN)
    value = client.cookies["takehome-8642"]
    for place in (0, 5, value.index(".") + 1, value.rindex(".") - 1, value.rindex(".") + 1, len(value) - 1):
        forged = value[:place] + ("1" if value[place] != "1" else "2") + value[place + 1 :]
        assert client_of(client.app, cookies={"takehome-8642": forged}).get("/").status_code == 401
    for forged in ("", ".", "..", value[:-1], value + "0", f"{value};", "1.2.3", "\xff"):
        header = {"Cookie": f"takehome-8642={forged}".encode("latin-1")}
        expected = 200 if forged == f"{value};" else 401
        assert client_of(client.app).get("/", headers=header).status_code == expected, forged


def test_a_csrf_token_is_no_cookie_and_the_reverse(client):
    csrf = signed_in(client, TOKEN)
    made, name, mac = client.cookies["takehome-8642"].split(".")
    assert client_of(client.app, cookies={"takehome-8642": f"{made}.{name}.{csrf}"}).get("/").status_code == 401
    assert client.post("/v1/runs", headers={**OWN, "X-CSRF-Token": mac}).status_code == 403


# Cross-site requests

SAME = [ADDRESS, "https://127.0.0.1:8642"]
OTHER = [
    "null",
    "http://evil.example",
    "http://127.0.0.1",
    "http://127.0.0.1:8643",
    "http://localhost:8642",
    "http://127.0.0.1:8642.evil.example",
    "http://127.0.0.1:8642@evil.example",
    "http://evil.example#127.0.0.1:8642",
    "http://user@127.0.0.1:8642",
    "file://127.0.0.1:8642",
    "127.0.0.1:8642",
    "//127.0.0.1:8642",
    "http://[",
    "http://127.0.0.1:port",
    "",
]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("origin", OTHER)
def test_a_strangers_origin_changes_nothing(client, open_client, method, origin):
    """With the bearer token, with a cookie and its token, and where no token is asked for."""
    assert client.request(method, "/v1/runs", headers={"Origin": origin, **BEARER}).status_code == 403
    assert open_client.request(method, "/v1/runs", headers={"Origin": origin}).status_code == 403
    csrf = signed_in(client, TOKEN)
    headers = {"Origin": origin, "X-CSRF-Token": csrf}
    assert client.request(method, "/v1/runs", headers=headers).status_code == 403
    assert client.app.state.reached == open_client.app.state.reached == []


@pytest.mark.parametrize("origin", SAME)
def test_our_own_pages_may(client, origin):
    csrf = signed_in(client, TOKEN)
    assert client.post("/v1/runs", headers={"Origin": origin, "X-CSRF-Token": csrf}).status_code == 200
    assert client.post("/runs", headers={"Referer": f"{origin}/runs?x=1"}, data={"csrf": csrf}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "referer", "site"),
    [
        *itertools.product(
            [None, ADDRESS, "http://evil.example"],
            [None, f"{ADDRESS}/x", "http://evil.example/x"],
            [None, "same-origin", "none", "same-site", "cross-site", "Same-Origin", ""],
        )
    ],
)
def test_the_whole_matrix_of_what_browsers_say(client, open_client, origin, referer, site):
    """Let in exactly where Origin, else Referer, is ours or absent, and Sec-Fetch-Site is ours or absent."""
    said = {"Origin": origin, "Referer": referer, "Sec-Fetch-Site": site}
    headers = {name: value for name, value in said.items() if value is not None}
    first = origin or referer
    own = (first is None or first.startswith(ADDRESS)) and site in (None, "same-origin", "none")
    assert open_client.post("/v1/runs", headers=headers).status_code == (200 if own else 403)
    assert client.post("/v1/runs", headers={**headers, **BEARER}).status_code == (200 if own else 403)


def test_the_origin_of_a_proxied_name_is_compared_with_the_name(tmp_path):
    client = client_of(tiny_app(Settings(data=tmp_path, hosts=("team.example",))), "http://team.example")
    allowed = {origin: client.post("/v1/runs", headers={"Origin": origin}).status_code for origin in (
        "https://team.example", "http://team.example", "https://team.example:443", "https://team.example:444",
        "https://TEAM.example", "https://other.example",
    )}  # fmt: skip
    assert list(allowed.values()) == [200, 200, 200, 403, 200, 403]


def test_two_origins_are_nobodys(open_client):
    assert open_client.post("/v1/runs", headers=[("Origin", ADDRESS), ("Origin", "null")]).status_code == 403


def test_reading_is_not_changing(client):
    """A GET with a stranger's Origin is answered, but no header lets the stranger read it."""
    answer = client.get("/", headers={**BEARER, "Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_preflight_is_refused_and_gets_no_permission(open_client):
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "DELETE"}
    answer = open_client.options("/v1/runs", headers=headers)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


# Forgery


def test_a_cookie_alone_changes_nothing(app, client):
    """Missing, empty, wrong, another session's, doubled, in the wrong place."""
    csrf = signed_in(client, TOKEN)
    others = signed_in(client_of(app), TOKEN)
    assert csrf != others
    for path, headers in itertools.product(
        ("/runs", "/v1/runs", "/uploads"),
        (
            {},
            {"X-CSRF-Token": ""},
            {"X-CSRF-Token": "0" * 64},
            {"X-CSRF-Token": others},
            {"X-CSRF-Token": csrf.upper()},
            {"X-XSRF-Token": csrf},
            {"Cookie": f"csrf={csrf}; takehome-8642={client.cookies['takehome-8642']}"},
        ),
    ):
        assert client.post(path, headers={**OWN, **headers}).status_code == 403, (path, headers)
    for content in (
        "",
        "csrf=",
        f"csrf={others}",
        f"csrf={csrf}&csrf={others}",
        f"csrf={csrf}&csrf={csrf}",
        f"CSRF={csrf}",
    ):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert client.post("/runs", content=content, headers={**OWN, **form}).status_code == 403, content
    assert client.post(f"/runs?csrf={csrf}", headers=OWN).status_code == 403
    assert client.post("/runs", json={"csrf": csrf}, headers=OWN).status_code == 403
    assert (
        client.post("/runs", content=f"csrf={csrf}", headers={**OWN, "Content-Type": "text/plain"}).status_code == 403
    )
    assert app.state.reached == []


def test_a_form_with_its_token_arrives_whole(app, client):
    csrf = signed_in(client, TOKEN)
    assert client.post("/runs", data={"csrf": csrf, "note": "ä&b"}, headers=OWN).status_code == 200
    assert app.state.reached == [("POST", f"csrf={csrf}&note=%C3%A4%26b")]


def test_a_form_of_very_many_fields_is_refused_before_it_is_parsed(app, client):
    csrf = signed_in(client, TOKEN)
    headers = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
    for fields, status in ((forgery.MOST_FIELDS, 200), (forgery.MOST_FIELDS + 1, 400)):
        content = f"csrf={csrf}&" + "&".join("x" * (fields - 1))
        assert client.post("/runs", content=content, headers=headers).status_code == status
    assert len(app.state.reached) == 1


def test_a_form_without_origin_needs_the_header(client):
    csrf = signed_in(client, TOKEN)
    assert client.post("/runs", data={"csrf": csrf}).status_code == 403
    assert client.post("/runs", headers={"X-CSRF-Token": csrf}).status_code == 200


def test_an_interface_that_is_called_with_a_cookie_needs_the_header(client):
    csrf = signed_in(client, TOKEN)
    assert client.post("/v1/runs", data={"csrf": csrf}, headers=OWN).status_code == 403
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/v1/runs", headers={**OWN, "X-CSRF-Token": csrf}).status_code == 200


def test_an_upload_is_checked_by_whoever_reads_it(app, client):
    csrf = signed_in(client, TOKEN)
    others = signed_in(client_of(app), TOKEN)
    for token in (None, "", others):
        fields = {} if token is None else {"csrf": token}
        answer = client.post("/uploads", data=fields, files={"file": b"a,b"}, headers=OWN)
        assert answer.status_code == 403
        assert "Sec" not in answer.text
    assert client.post("/uploads", files={"file": b"a"}, data={"csrf": csrf}).status_code == 403
    assert client.post("/uploads", files={"file": b"a,b"}, data={"csrf": csrf}, headers=OWN).status_code == 200
    assert app.state.reached == [("upload", 3)]


def test_programs_need_no_csrf_token(client, open_client):
    assert client.post("/v1/runs", headers=BEARER).status_code == 200
    assert client.post("/uploads", files={"file": b"a"}, headers=BEARER).status_code == 200
    assert open_client.post("/uploads", files={"file": b"a"}).status_code == 200
    assert 'value=""' in open_client.get("/").text


# Headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/static/pages.css", 200),
        ("GET", "/v1/health", 200),
        ("GET", "/nothing", 404),
        ("GET", "/v1/nothing", 404),
        ("HEAD", "/", 405),
        ("DELETE", "/", 405),
        ("TRACE", "/", 405),
        ("OPTIONS", "/", 405),
        ("GET", "/v1/number?value=x", 422),
        ("GET", "/fault", 500),
        ("GET", "/v1/fault", 500),
    ],
)
def test_every_answer_has_the_headers(client, method, path, status):
    answer = client.request(method, path, headers=BEARER)
    assert answer.status_code == status
    assert_has_headers(answer)
    assert "inner secret" not in answer.text
    assert "Traceback" not in answer.text


def test_answers_of_the_guards_have_them_too(client):
    for answer in (
        client.get("/"),
        client.get("/", headers={"Host": "evil.example"}),
        client.get(f"/?token={TOKEN}"),
        client.post("/v1/runs", headers={**BEARER, "Origin": "null"}),
        client.post("/v1/runs", headers={**BEARER, "Content-Length": str(10**9)}),
    ):
        assert answer.status_code in (303, 400, 401, 403, 413)
        assert_has_headers(answer)


def assert_has_headers(answer) -> None:
    expected = {
        "content-security-policy": PAGE_POLICY,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert len(answer.headers.get_list("content-security-policy")) == 1
    assert "cache-control" in answer.headers
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/runs/1/report", "/v1/runs/1/report.html"])
def test_a_report_has_an_origin_of_its_own(client, path):
    answer = client.get(path, headers=BEARER)
    assert answer.headers.get_list("content-security-policy") == [REPORT_POLICY]
    assert "sandbox allow-scripts" in REPORT_POLICY
    assert "allow-same-origin" not in REPORT_POLICY
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def test_a_refusal_at_a_reports_address_is_a_page_of_ours(client):
    """In a sandbox without ``allow-forms`` nobody could sign in. What a browser gets in part, or has, stays in one."""
    for path, headers, status in (
        ("/runs/1/report", {}, 401),
        ("/v1/runs/1/report.html", {}, 401),
        ("/runs/1/files/x.csv", BEARER, 404),
    ):
        answer = client.get(path, headers=headers)
        assert answer.status_code == status
        assert_has_headers(answer)
    for status in (200, 206, 304):
        assert policy_of(status, "/runs/1/report") == REPORT_POLICY


def policy_of(status: int, path: str) -> str:
    """The content security policy that the guard of headers gives an answer."""
    sent: list[Any] = []

    async def answers(scope, receive, send):
        await send({"type": "http.response.start", "status": status, "headers": []})

    async def send(message):
        sent.append(dict(message["headers"]))

    asyncio.run(Headers(answers)({"type": "http", "path": path}, None, send))
    return sent[0][b"content-security-policy"].decode()


def test_pages_may_load_from_this_server_alone():
    directives = dict(part.strip().split(" ", 1) for part in PAGE_POLICY.split(";"))
    assert directives["default-src"] == "'none'"
    assert {source for sources in directives.values() for source in sources.split()} <= {"'none'", "'self'", "data:"}
    assert "data:" not in directives["script-src"]


# Bodies


def chunks(size: int, of: int = 65_536):
    for start in range(0, size, of):
        yield b"x" * min(of, size - start)


@pytest.mark.parametrize(
    ("path", "cap"),
    [
        ("/v1/runs", DOCUMENT),
        ("/runs", OTHERS),
        ("/uploads", SMALL.upload_bytes + FRAME),
        ("/v1/uploads", SMALL.upload_bytes + FRAME),
        ("/practice/submissions", SMALL.notebook_bytes + FRAME),
        ("/v1/practice/submissions", SMALL.notebook_bytes + FRAME),
    ],
)
def test_bodies_are_capped_by_length_and_by_count(app, client, path, cap):
    told = client.post(path, headers={**BEARER, "Content-Length": str(cap + 1)})
    assert told.status_code == 413
    counted = client.post(path, content=chunks(cap + 1), headers=BEARER)
    assert counted.status_code == (200 if path == "/uploads" else 413)  # without a file, a form is not read at all
    assert_has_headers(counted)
    assert app.state.reached == ([("upload", 0)] if path == "/uploads" else [])


def test_a_body_of_just_that_size_arrives(app, client):
    assert client.post("/v1/runs", content=chunks(DOCUMENT), headers=BEARER).status_code == 200
    assert len(app.state.reached[0][1]) == DOCUMENT


def test_a_long_multipart_body_without_length_is_cut(app, client):
    frame = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    content = itertools.chain([frame], chunks(SMALL.upload_bytes + FRAME), [b"\r\n--b--\r\n"])
    headers = {**BEARER, "Content-Type": "multipart/form-data; boundary=b"}
    assert client.post("/uploads", content=content, headers=headers).status_code == 413
    assert app.state.reached == []


def test_a_long_form_with_a_cookie_is_cut_before_its_token_is_looked_for(app, client):
    csrf = signed_in(client, TOKEN)
    content = itertools.chain([f"csrf={csrf}&note=".encode()], chunks(OTHERS))
    headers = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/runs", content=content, headers=headers).status_code == 413
    assert app.state.reached == []


@pytest.mark.parametrize("length", ["x", "-1", "1.5", "9" * 5000, "²"])
def test_a_length_that_is_none_is_refused(client, length):
    headers = {**BEARER, "Content-Length": length.encode("utf-8")}
    assert client.post("/v1/runs", headers=headers).status_code == 413


def test_without_a_token_no_body_is_read(client):
    def never():
        raise AssertionError("the body was read")
        yield b""

    assert client.post("/v1/runs", headers={"Transfer-Encoding": "chunked"}).status_code == 401


# Secrets


def test_secrets_are_in_no_log_and_no_answer(client, caplog):
    caplog.set_level(logging.DEBUG)
    signed_in(client, TOKEN)
    answers = [
        client.get(f"/x?token={TOKEN}"),
        client.get(f"/?token={TOKEN}x"),
        client.get("/fault", headers=BEARER),
        client.get("/v1/number?value=x", headers=BEARER),
        client.post("/sign-in", data={"token": f"{TOKEN}x"}, headers=OWN),
        client.get("/a%0ab", headers=BEARER),
    ]
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("takehome"))
    assert TOKEN not in logged
    assert all(TOKEN not in f"{answer.text}{answer.headers}" for answer in answers)
    assert "GET /x 303" in logged
    assert "GET /a%0Ab 404" in logged
    assert client.cookies["takehome-8642"] not in logged


def test_a_method_of_any_length_is_cut_in_the_log(client, caplog):
    caplog.set_level(logging.INFO)
    client.request("X" * 60_000, "/")
    assert f"{'X' * LONGEST_METHOD} / 401 " in caplog.text
    assert "X" * (LONGEST_METHOD + 1) not in "".join(r.getMessage() for r in caplog.records if "access" in r.name)


def test_whatever_is_logged_has_its_secrets_blotted_out():
    url = "postgresql://ann:p%40ssw0rd@db.example/x"
    formatter = Redacting(secrets_in(TOKEN, url))
    try:
        raise ValueError(f"{url} and p@ssw0rd and {TOKEN}")
    except ValueError as problem:
        record = logging.LogRecord("x", 40, "f", 1, "%s", (TOKEN,), (type(problem), problem, problem.__traceback__))
    text = formatter.format(record)
    assert not any(secret in text for secret in (TOKEN, "p%40ssw0rd", "p@ssw0rd"))
    assert "***" in text
    assert secrets_in("", "sqlite:///x") == ()
    assert secrets_in("", "http://[") == ()


def test_settings_do_not_show_the_token(tmp_path):
    assert TOKEN not in repr(Settings(data=tmp_path, token=TOKEN))
