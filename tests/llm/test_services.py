"""Names of services, and the backends that they open."""

import pytest

from mdx.llm import Options, Stop, services
from mdx.llm.backends import AnswersAtOnce


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("claude", ("claude", "claude-haiku-5-5")),
        ("claude:new-model", ("claude", "new-model")),
        ("ollama:qwen2.5-coder:7b", ("ollama", "qwen2.5-coder:7b")),
        ("cmd:llm -m a:b", ("cmd", "llm -m a:b")),
        ("vllm", ("vllm", "")),
    ],
)
def test_a_name_gives_service_and_model(name, expected):
    assert services.split(name) == expected


@pytest.mark.parametrize(
    "name", ["", "nobody", "client", "store:x", "os", "../x", "no.such", "__init__"]
)
def test_a_name_that_is_no_backend_is_refused(name):
    with pytest.raises(Stop, match="no backend"):
        services.split(name)


def test_a_file_in_the_folder_is_a_backend(monkeypatch, tmp_path):
    (tmp_path / "parrot.py").write_text("class Backend:\n    def __init__(self, o): self.o = o\n")
    import mdx.llm.backends

    monkeypatch.setattr(mdx.llm.backends, "__path__", [*mdx.llm.backends.__path__, str(tmp_path)])
    name, model = services.split("parrot:green")
    assert services.open_backend(Options(name, model, "")).o.model == "green"


@pytest.mark.parametrize("service", services.SERVICES)
def test_every_service_opens(service):
    name, model = services.split(service)
    backend = services.open_backend(Options(name, model or "m", ""))
    assert isinstance(backend, AnswersAtOnce) or backend.address


@pytest.mark.parametrize(
    "service", [n for n, s in services.SERVICES.items() if not s.model and n != "outline"]
)
def test_a_service_without_a_default_says_what_it_needs(service):
    with pytest.raises(Stop, match=f"--llm {service} needs a"):
        services.open_backend(Options(service, "", ""))


@pytest.mark.parametrize("key", ["k", "none", "EMPTY", "ollama"])
def test_a_word_in_place_of_a_key_goes_out_and_is_no_secret(monkeypatch, key):
    monkeypatch.setenv("OPENAI_API_KEY", key)
    backend = services.open_backend(Options("openai", "m", "http://localhost:1"))
    assert (backend.key, backend.secret) == (key, "")


def test_a_key_is_a_secret(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    backend = services.open_backend(Options("openai", "m", "http://localhost:1"))
    assert (backend.key, backend.secret) == ("sk-1", "sk-1")
