"""What Anthropic's API is sent."""

from mdx.llm import Options, Question
from mdx.llm.backends import claude

ASKED = Question("Be brief.", (("2+2", "4"),), "3+3", "code")


def test_claude_is_sent_what_its_api_takes_with_the_fixed_part_marked_for_caching():
    backend = claude.Backend(Options("claude", "m", "", 99, fields={"top_k": 3}))
    assert backend.request(ASKED) == {
        "model": "m",
        "max_tokens": 99,
        "system": [{"type": "text", "text": "Be brief."}],
        "messages": [
            {"role": "user", "content": "2+2"},
            {
                "role": "assistant",
                "content": [
                    {"type": "text", "text": "4", "cache_control": {"type": "ephemeral"}},
                ],
            },
            {"role": "user", "content": "3+3"},
        ],
        "top_k": 3,
    }
    [block] = backend.request(ASKED._replace(examples=()))["system"]
    assert block["cache_control"] == {"type": "ephemeral"}
