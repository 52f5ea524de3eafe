"""An utterance as tokens with spans: the one form that every reader works on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.wordforms import fold

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,'’]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’`][^\W\d_]+)*\d*[^\W_]*)"
    r"|(?P<sign>[A-Z]{1,3}\$|[$€£¥₹₱₩₽₺₪฿₫₦]|元)"
    r"|(?P<mark><=|>=|[^\s\w]|_)"
)
_DASHES = frozenset("-–—−‐‑")
_LETTER_ZERO = re.compile(r"(?<![^\W_])\d[\d.,]*[oO][\doO]*(?![^\W_])")  # "$3O" and "1OO", but not "H2O" or "4oz"
_SIGN_LETTERS = re.compile(r"(?:us|a|c|ca|au|nz|hk|s|r|mx)$")

# Contractions become the words they stand for, so that a grammar needs one form only.
_CONTRACTIONS = {
    "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not", "wont": "will not",
    "shan't": "shall not", "ain't": "is not", "aint": "is not", "let's": "let us", "lets": "let us",
    "gimme": "give me", "lemme": "let me", "wanna": "want to", "gonna": "going to", "gotta": "got to",
    "kinda": "kind of", "y'all": "you", "whats": "what is", "wheres": "where is", "hows": "how is",
    "im": "i am", "ive": "i have", "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not",
    "arent": "are not", "shouldnt": "should not", "wouldnt": "would not", "couldnt": "could not",
    "neednt": "need not", "mustnt": "must not", "thats": "that is", "nvm": "never mind", "nevermind": "never mind",
    "w/o": "without", "pls": "please", "plz": "please", "thx": "thanks", "u": "you", "dunno": "do not know",
    "hes": "he is", "shes": "she is", "theyre": "they are", "youre": "you are",
}  # fmt: skip
_ENDINGS = {"n't": "not", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
_IS_AFTER = frozenset(
    "it that what there he she who where how here this which everything budget price limit max maximum cost".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark.

    Attributes:
        word: Folded: lower case, no accents; a contraction gives several tokens of one span.
        start: First character in the utterance.
        end: Past the last character.
        kind: ``word``, ``number``, ``sign`` (of a currency) or ``mark``.
        joined: Follows the token before it without a space, or after a hyphen.
        text: As the shopper wrote it.
    """

    word: str
    start: int
    end: int
    kind: str
    joined: bool
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A tokenized utterance.

    Attributes:
        text: The utterance.
        tokens: In order.
        words: The folded words of the tokens; phrases are matched on them.
    """

    text: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    def word(self, place: int) -> str:
        """The word at a place; empty outside the sentence."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def is_mark(self, place: int) -> bool:
        """Whether the sentence ends there or a punctuation mark stands there."""
        return not 0 <= place < len(self.tokens) or self.tokens[place].kind == "mark"

    def with_words(self, words: Iterable[str]) -> Sentence:
        """The same sentence with other words, such as corrected ones."""
        return Sentence(self.text, self.tokens, tuple(words))


def tokenize(text: str) -> Sentence:
    """Split an utterance; never fails, whatever the text.

    Hyphens inside words vanish ("t-shirt" is "t", "shirt", the second one joined); between numbers they stay as a
    "-" that makes a range. The letter O behind digits is a zero.
    """
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(_LETTER_ZERO.sub(_with_zeros, text)):
        kind = match.lastgroup or "mark"
        raw = match.group()
        joined = match.start() == end and end > 0
        tokens.extend(_make(tokens, raw, match.start(), kind, joined))
        end = match.end()
    tokens = _hyphens(tokens)
    return Sentence(text, tuple(tokens), tuple(token.word for token in tokens))


def _with_zeros(found: re.Match[str]) -> str:
    return found.group().replace("o", "0").replace("O", "0")


def _make(before: list[Token], raw: str, start: int, kind: str, joined: bool) -> list[Token]:
    end = start + len(raw)
    word = fold(raw)
    if kind == "number":
        return [Token(raw.replace("’", "'"), start, end, kind, joined, raw)]
    if kind == "mark":
        return [Token("-" if raw in _DASHES else raw, start, end, kind, joined, raw)]
    if kind == "word":
        if joined and before[-1].kind == "number" and word in ("st", "nd", "rd", "th"):
            number = before.pop()
            return [Token(number.word + word, number.start, end, "word", number.joined, number.text + raw)]
        split = re.fullmatch(r"(usd|eur|gbp|php|inr|under|below|over|max|min|upto|sub)(\d+)", word)
        if split:
            cut = start + split.end(1)
            return [
                Token(split[1], start, cut, "word", joined, raw[: cut - start]),
                Token(split[2], cut, end, "number", True, raw[cut - start :]),
            ]
        parts = _expand(word)
        return [Token(part, start, end, kind, joined and not at, raw) for at, part in enumerate(parts)]
    return [Token(word, start, end, kind, joined, raw)]


def _expand(word: str) -> list[str]:
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word].split()
    for ending, full in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return [word.removesuffix(ending), full]
    if word.endswith("'s") and word[:-2] in _IS_AFTER:
        return [word[:-2], "is"]
    return [word]


def _hyphens(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.word == "-" and token.joined and following is not None and following.joined and kept:
            numeric = kept[-1].kind == "number" or kept[-1].kind == "sign" or kept[-1].word in ("k", "usd", "eur")
            if not (numeric and following.kind in ("number", "sign")):
                continue  # inside a word: the next token keeps its `joined`
        if token.kind == "word" and following is not None and following.kind == "sign" and following.joined:
            if following.word == "$" and _SIGN_LETTERS.match(token.word):  # "US$": the letters say which dollar
                continue
        kept.append(token)
    return kept
