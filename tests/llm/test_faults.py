"""What an HTTP answer that is no answer means."""

import json
from email.utils import formatdate

import pytest

from mdx.llm import Again, Refused, Stop, Unreadable, faults

NOW = 1_800_000_000


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(faults, "clock", lambda: NOW)


def body(**error):
    return json.dumps({"error": error}).encode()


@pytest.mark.parametrize(
    ("status", "raw", "kind", "reason"),
    [
        (401, b"", Stop, "the server refuses the key (status 401); set KEY"),
        (403, body(message="no"), Refused, "the request is refused (403: no)"),
        (401, body(message="no"), Stop, "the server refuses the key (401: no); set KEY"),
        (
            400,
            b'[{"error": {"message": "no", "details": [{"reason": "API_KEY_INVALID"}]}}]',
            Stop,
            "the server refuses the key (400: no); set KEY",
        ),
        (
            400,
            body(type="invalid_request_error", message="Your credit balance is too low to go on"),
            Stop,
            "the account's limit is used up (400: Your credit balance is too low to go on)",
        ),
        (
            400,
            b'{"object": "error", "message": "This model\'s maximum context length is 9."}',
            Refused,
            "the scene is too long for the model (400: This model's maximum",
        ),
        (402, b"", Stop, "the account's limit is used up (status 402)"),
        (429, body(code="insufficient_quota"), Stop, "the account's limit is used up (status 429)"),
        (
            429,
            body(details={"error_code": "enforced_spend_limit_reached"}, message="x"),
            Stop,
            "the account's limit is used up (429: x)",
        ),
        (404, b"", Stop, "no such model or address (status 404); see --llm and --base-url"),
        (400, body(code="model_not_found"), Stop, "no such model or address (status 400); see"),
        (400, body(type="model_not_found_error"), Stop, "no such model or address (status 400);"),
        (408, b"", Again, "status 408"),
        (409, b"", Again, "status 409"),
        (429, b"", Again, "status 429"),
        (500, b"", Again, "status 500"),
        (599, body(message="oh"), Again, "599: oh"),
        (400, body(code="context_length_exceeded"), Refused, "the scene is too long for the"),
        (413, body(type="exceed_context_size_error"), Refused, "the scene is too long for the"),
        (400, body(message="bad"), Refused, "the request is refused (400: bad)"),
        (499, b"", Refused, "the request is refused (status 499)"),
        (302, b"", Stop, "the server redirects to elsewhere (status 302); see --base-url"),
        (405, b"", Stop, "no such model or address (status 405); see"),
    ],
)
def test_the_number_and_the_code_say_whose_fault_it_is(status, raw, kind, reason):
    fault = faults.fault(status, {}, raw, "KEY")
    assert type(fault) is kind
    assert str(fault).startswith(reason)
    if kind is Stop:
        assert fault.status == status


def test_where_no_variable_holds_the_key_the_message_has_none_either():
    assert str(faults.fault(401, {}, b"", "")).endswith("set the key it wants")


@pytest.mark.parametrize("status", [300, 304, 305])
def test_what_is_no_error_and_leads_nowhere_may_be_gone_next_time(status):
    fault = faults.fault(status, {}, b"", "")
    assert type(fault) is Unreadable
    assert str(fault) == f"the server answers with status {status}"


def test_a_fault_of_http_is_one_short_line():
    assert str(faults.no_http(ValueError("bad\n\n" + 500 * "x"))) == (
        "the server's answer is no HTTP: bad " + 96 * "x" + "..."
    )


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 529])
def test_a_server_is_busy_by_its_number_alone(status):
    fault = faults.fault(status, {"retry-after": "7"}, b"", "")
    assert fault.busy == (status in (429, 503, 529))
    assert (fault.after, fault.billed) == (7, False)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"error": "a  b\\nc"}', "400: a b c"),
        (body(message=None), "status 400"),
        (body(message=7), "status 400"),
        (b'{"message": "vLLM says"}', "400: vLLM says"),
        (b'{"error": "LM Studio says"}', "400: LM Studio says"),
        (b'{"detail": [{"msg": "FastAPI says", "type": "missing"}]}', "400: FastAPI says"),
        (b'[{"error": {"message": "Gemini says", "code": 400}}]', "400: Gemini says"),
        (b'{"errors": [{"message": "some say"}]}', "400: some say"),
        (b"plain words", "400: plain words"),
        (b"<html><title>400 Bad</title><body>no</body></html>", "400: 400 Bad"),
        (b"<html>no title</html>", "status 400"),
        (b'{"error": 7}', "status 400"),
        (b'{"error": null}', "status 400"),
        (b"[]", "status 400"),
        (b"7", "status 400"),
        (b"\xff", "status 400"),
        (b"[" * 99_999, "status 400"),
        (body(message="x" * 300), f"400: {'x' * 300}"),
        (body(message="x" * 301), f"400: {'x' * 300}..."),
    ],
)
def test_the_servers_words_are_told_on_one_short_line_in_whatever_form(raw, message):
    assert str(faults.fault(400, {}, raw, "")) == f"the request is refused ({message})"


def date(seconds):
    return formatdate(seconds, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after-ms": "2500"}, 2.5),
        ({"retry-after-ms": "2500", "retry-after": "9"}, 2.5),
        ({"retry-after-ms": "0", "retry-after": "9"}, 9),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9),
        ({"retry-after": date(NOW + 200)}, 200),
        ({"retry-after": date(NOW - 200)}, None),
        ({"retry-after": date(NOW + 200), "date": date(NOW + 150)}, 50),
        ({"retry-after": date(NOW + 200), "date": "today"}, 200),
    ],
)
def test_a_pause_is_read_in_all_forms(headers, seconds):
    assert faults.retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("message", "secret", "safe"),
    [("a k b k", "k", "a [key] b [key]"), ("a b", "k", "a b"), ("a b", "", "a b")],
)
def test_a_message_holds_no_key(message, secret, safe):
    assert faults.without_key(message, secret) == safe


@pytest.mark.parametrize(
    ("raw", "doubtful"),
    [
        (body(message="no"), True),
        (b"", True),
        (body(message="flagged by moderation"), False),
        (body(code=403, metadata={"reasons": ["x"], "flagged_input": "y"}), False),
        (body(code="content_filter"), False),
    ],
)
def test_a_403_may_be_about_the_key_unless_it_says_what_it_is_about(raw, doubtful):
    refused = faults.fault(403, {}, raw, "KEY")
    assert type(refused) is Refused
    assert refused.bad_key.startswith("the server refuses the key (") == doubtful


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b'{"error": {"code": 429, "message": "slow down"}}', Again),
        (b'{"error": {"code": 502}}', Again),
        (b'{"error": {"code": 401}}', Stop),
        (b'{"error": {"code": 400, "message": "bad"}}', Refused),
        (b'{"error": {"code": 404}}', Unreadable),
        (b'{"error": "words"}', Unreadable),
        (b'{"error": {"code": "999"}}', Unreadable),
    ],
)
def test_an_error_inside_a_200_means_what_its_own_number_says(raw, kind):
    assert type(faults.within(raw)) is kind
