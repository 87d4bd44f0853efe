"""What is asked for twice is worked out once."""

import pytest

from mdx.scenes.memo import Memo


def test_a_value_is_worked_out_at_the_first_question_and_kept():
    asked = []
    squares = Memo(lambda n: asked.append(n) or n * n)
    assert [squares[3], squares[3], squares[4]] == [9, 9, 16]
    assert asked == [3, 4]


def test_what_failed_is_asked_for_again():
    answers = iter([ValueError("not yet"), 7])

    def answer(_):
        if isinstance(value := next(answers), Exception):
            raise value
        return value

    memo = Memo(answer)
    with pytest.raises(ValueError, match="not yet"):
        memo["x"]
    assert memo["x"] == 7
