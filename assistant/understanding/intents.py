"""What is to be done: search, show, compare — or nothing to search for at all."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.function_words import COURTESY
from assistant.understanding.phrases import Phrases, words_in
from assistant.understanding.reading import Intent
from assistant.understanding.tokens import Sentence

_SHOW = Phrases.of(
    True,
    "(tell|show) me [a bit|a little|some|something] more (about|on|of)", "[more|further|full|all|some|the] (details|detail|info|information|specs|specifications|description) [on|about|of|for|please]",
    "(describe|zoom in|open|view|elaborate)", "tell me about", "what about", "how about", "(i will take|i would take|i want|i choose|i pick|i like|i love|let me see)", "how much (is|are|does|do)",
    "in (more|greater|full) detail", "look at", "(does|do|is|are|has|can|will)",
)  # fmt: skip
_COMPARE = Phrases.of(
    True,
    "(compare|comparing|comparison|contrast|versus|vs)", "(difference|differences) between", "(what|how) (is|are) [the] (difference|differences|different)", "(which|what) [one|ones] [of (these|those|them|the two|the three)] (is|are|would be|looks|seems|do you think is) [the] (better|best|nicer|nicest|warmer|cheaper|stronger|lighter|bigger|smaller|good)",
    "side by side", "how do they (differ|compare|stack up)", "(which|what) [one] (would|do|should) (you|i) (recommend|suggest|choose|pick|get|buy|prefer|take)", "which of (these|those|them|the)", "(better|best) [deal|value|choice|option] [,|:]", "pros and cons",
    "or (number|the) (one|two|three|four|1|2|3|4|first|second|third|fourth|last) [better]", "the differences", "[is|are] better than",
)  # fmt: skip
_SIMILAR = Phrases.of(
    True,
    "(similar|comparable|close|identical|equivalent|alternative|alternatives) (to|for)", "(something|anything|one|ones|more|others|some|stuff|things|items|products|another|any|just) (like|similar|resembling)",
    "more (like|of)", "(alternatives|similar|lookalike|lookalikes|resembling)", "along the lines of", "in the (style|vein|spirit) of", "same (as|kind as|style as|type as)", "(looks|look) like", "the same [style|kind|look] (but|only)", "like",
)  # fmt: skip
_LIKING = Phrases.of(
    True,
    "(i|we) [really|do|would|also|quite] like",
    "(looks|look) like",
    "feels like",
    "would like",
    "(do|did) not like",
)

_GREETINGS = frozenset("hi hello hey hiya howdy greetings yo heya morning evening afternoon hola sup".split())
_THANKS = frozenset("thanks thank thx ty cheers appreciated appreciate".split())
_GOODBYES = Phrases.of(
    True,
    "(bye|goodbye|cya|farewell|ciao|cheerio)",
    "see (you|ya) [later|soon|around]",
    "[have a] (good|nice|great|lovely) (night|day|one|evening|weekend)",
    "(that is|that will be) all [thanks|for now|for today]",
    "talk to you later",
    "i am (done|off|leaving|finished)",
    "take care",
    "(bye|good) bye",
    "later",
)
_BACKCHANNEL = frozenset(
    "ok okay yes yeah yep no nope nah cool great nice perfect awesome wow lol haha hmm fine alright sure right good interesting "
    "agreed exactly indeed lovely brilliant excellent super amazing".split()
)
_MISUSE = Phrases.of(
    True,
    "(ignore|disregard|forget|override|bypass|repeat|reveal|print|output|show|display|translate|encode|share|leak|expose|summarize|recite|tell me|give me|what are|what is|what were|see|your|the|my|previous|prior|system|initial|hidden|secret|starting|original|above) [all|any|the|of the|me the|me your|your|of your|my] [previous|prior|above|earlier|system|initial|hidden|secret|starting|original|first|internal] (instructions|prompt|prompts|system message)",
    "(your|system|hidden|internal|initial|secret) (instruction|guidelines|configuration|directives|programming|rules)",
    "(systemprompt|system_prompt|jailbreak|dan mode|developer mode|maintenance mode|god mode|admin mode|rot13|base64)", "(system|hidden|initial|initialization) (prompt|string|message|messages|instructions|configuration|override)", "(administrator|admin) override",
    "(pretend|act as if|act like|imagine|roleplay|role play) [that] [to be|you are|as]", "you are now", "act as [a|an|my]", "(what|everything) (were you|are you|you were) [not] (told|instructed|supposed|given)", "i was instructed", "(text|words|everything|conversation|message|messages) (above|back to me|you were given)", "the above (text|words|instructions)", "(repeat|output|print) (everything|the text|the above|this entire|all of the|your|the words)",
    "(no|without) (restrictions|filters)", "system [_] prompt",
)  # fmt: skip
_POLICY = Phrases.of(
    True,
    "(return|returns|refund|refunds|exchange|shipping|delivery|warranty|guarantee|privacy|cancellation|cancelation|payment|store|cookie|price match|price matching) (policy|policies|terms|conditions|period|window|cost|costs|fee|fees|charges|charge|times|time|options|methods|method|rules|process|address|statement|rates)", "(policy|policies) (on|for|about|regarding)",
    "(where|when) (is|are|will|does|do|can i expect) (my|our|the) (order|package|parcel|delivery|shipment|purchase|refund)", "(track|cancel|change|modify|check|trace) [on] [my|the|an|our] (order|package|parcel|delivery|shipment|order status|purchase|address)", "order (status|number|history|tracking|confirmation|not arrived)", "my (order|package|parcel) (is|has|was|did|never|not|number|status|arrived|late)", "my (account|password|invoice|receipt|refund|subscription|loyalty points)",
    "(can|could|may|how do|how can|how to|how would|do|should|want to|like to|need to|to) [i|you|we] (return|refund|exchange|send back|get a refund|get my money back|cancel|take returns|accept returns)", "(return|refund|send back|exchange) (it|this|that|them|an item|a product|an order|my|something|items|products)", "(do|does|can|will|would|are) you (ship|deliver|accept|offer free shipping|offer refunds|offer returns|take|price match|gift wrap|giftwrap|charge|have a store|have stores|have a physical)",
    "how (long|much|fast|soon|quickly) (does|is|will|do|would) [the] (shipping|delivery|postage|it take|returns|refund|you ship|you deliver|it take to|shipping take|delivery take)", "(free|fast|express|international|same day|next day|overnight) (shipping|delivery|returns|postage) (available|to|options|cost|over)", "(is|is there|do you have|do you offer|offer|have) [a|any] (free shipping|free delivery|express shipping|free returns|return policy|refund policy|warranty|student discount|loyalty program|newsletter|gift cards|store credit)",
    "(customer|technical|live) (service|support|care|agent)", "(speak|talk|chat|connect me|transfer me) (to|with) (a|an|the|some|somebody|someone|your) [real|live] (human|person|agent|representative|manager|someone|rep|operator)", "(opening|business|working|store|shop) hours", "when (do|are) you (open|close|opened|closed)", "what time (do|are|does) you", "(contact|phone|call|email|reach) (you|us|number|support|details|address)", "(pay|payment|pay with|paying) (by|with|via|using) (card|credit card|paypal|cash|apple pay|google pay|bitcoin|crypto|invoice|installments|klarna)", "(promo|discount|coupon|voucher) (code|codes)", "(forgot|reset|change) [my] password", "(delete|close|create|make|update) [my|an] account", "gdpr",
)  # fmt: skip
_SMALL_TALK = Phrases.of(
    True,
    "(tell|write|sing|make up|compose|give|know) [me|us] [a|an|some|any] [funny|short|good|little|new|dirty|dad] (joke|jokes|poem|story|song|haiku|riddle|essay|limerick|pun|fact|fun fact|python script|script|code|novel|rap|lyrics|recipe|speech|letter)", "(who|what) are you", "how are (you|things)", "how is it going", "how do you (do|work|feel)", "what is (your name|up|the weather|the time|the news|new)", "what (can|do) you do", "are you [a|an] [real] (robot|bot|human|person|ai|chatbot|real|alive|sentient|machine|chatgpt|okay|ok|there|sure)",
    "(do you|can you) (love|dream|sleep|speak|sing|dance|eat)", "(what|who) (is the|was the|won the|invented|wrote|discovered) (capital|president|prime minister|meaning of life|meaning|population|king|queen|world cup|weather|square root|time)", "capital of", "meaning of life", "(will|is) it (rain|raining|snow|going to rain)", "(weather|stock market|election|football score|news) (today|tomorrow|forecast|like|in)", "(solve|calculate|translate|what is) [this|the] (equation|integral|sum|sentence|homework|product of|sum of)", "(my|do my) homework", "(write|generate|create|debug) [me|some|a|an|this|the|my] (code|function|program|script|essay|email|python|javascript|sql|poem|story|song)", "(hack|bomb|suicide|cocaine)", "marry me", "i love you", "your (age|birthday)", "how old are you", "where are you from", "(square root|derivative|integral) of", "what is [your|the] purpose",
    "do you like", "you are (stupid|dumb|useless|great|awesome|funny|cute|amazing|the best|so helpful|helpful|an idiot|annoying|smart|welcome)", "(i am|am) (bored|sad|happy|tired|hungry|lonely|fine|good|feeling|back|not feeling)", "(good|great|nice|well) (job|work|done)", "testing", "(forget|drop|skip) (it|that)", "never mind",
)  # fmt: skip
_QUESTIONS = frozenset("who whom when why how what whose where".split())
_SEEKING = Phrases.of(
    True,
    "(show|find|search|need|want|buy|purchase|order|looking|look|get|give|recommend|suggest|browse|shop|gift|gifts|present|presents|something|anything|ideas|idea|sell|selling|stock|carry|offer|after|seeking|hunting|shopping|pair|add|instead)", "(do|have) you have", "(have you|you) got", "would like", "is there", "are there", "(have|got) any", "what [kind of|kinds of|sort of|types of|type of]",
)  # fmt: skip
_ORDERING = Phrases.of(
    True,
    "(show|find|need|looking for|search for|searching for|want [a|an|some]|recommend|suggest|buy|get me|i would like)",
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What the other readers found, as far as the intent depends on it.

    Attributes:
        content: How many content words are left to search for.
        known: How many of them the catalogue's titles use.
        named: Whether a kind, brand or property was named.
        limits: Whether a limit, an exclusion, a drop, a change, an order or "more" was stated.
        preferences: Whether a lasting taste was stated.
        references: How many products on screen were pointed at.
        screen: How many products are on screen.
        fresh: Whether the shopper starts over.
        shifted: Whether "cheaper" or the like was said.
    """

    content: int
    known: int
    named: bool
    limits: bool
    preferences: bool
    references: int
    screen: int
    fresh: bool
    shifted: bool


def read_intent(sentence: Sentence, signals: Signals) -> Intent:
    """Decide what is to be done; whatever could be a search is one."""
    words = sentence.words
    if _MISUSE.first(words):
        return Intent.OTHER
    if _POLICY.first(words) and not (signals.named and _ORDERING.first(words)):
        return Intent.OTHER
    if signals.screen and (on_screen := _about_screen(sentence, signals)) is not None:
        return on_screen
    if (
        _SMALL_TALK.first(words)
        and not signals.named
        and not signals.limits
        and not signals.preferences
        and not signals.fresh
    ):
        return Intent.OTHER
    if signals.named or signals.limits:
        return Intent.SEARCH
    if signals.fresh:
        return Intent.SEARCH if signals.content else Intent.RESET
    if signals.preferences and signals.content <= 0:
        return Intent.REMEMBER
    if _GOODBYES.first(words) and signals.content <= 2:
        return Intent.GOODBYE
    if _THANKS & set(words) and signals.content <= 2:
        return Intent.THANKS
    if signals.content == 0:
        return _without_content(sentence)
    if _is_question(sentence) and not _SEEKING.first(words) and 2 * signals.known < signals.content:
        return Intent.OTHER
    return Intent.SEARCH


def compares(sentence: Sentence) -> bool:
    """Whether the words ask for a comparison."""
    return _COMPARE.first(sentence.words) is not None


def resembles(sentence: Sentence) -> bool:
    """Whether the words ask for something similar; "I like it" does not."""
    liking = {place for match in _LIKING.all(sentence.words) for place in range(match.start, match.end)}
    return any(match.end - 1 not in liking for match in _SIMILAR.all(sentence.words))


def asks_details(sentence: Sentence) -> bool:
    """Whether the words ask about one product."""
    return _SHOW.first(sentence.words) is not None


def _about_screen(sentence: Sentence, signals: Signals) -> Intent | None:
    if (
        compares(sentence)
        and (signals.references != 1 or "or" in sentence.words)
        and not (signals.named and not signals.references)
    ):
        return Intent.COMPARE
    if not signals.references:
        return None
    varied = signals.named and ("but" in sentence.words or sentence.word(0) in ("do", "have", "got", "any"))
    if resembles(sentence) or varied:  # "the first one but in red" asks for another product
        return Intent.SIMILAR
    if signals.shifted:
        return Intent.SEARCH
    return Intent.SHOW


def _without_content(sentence: Sentence) -> Intent:
    words = set(sentence.words)
    if (
        words & _GREETINGS
        or sentence.words[:1] == ("good",)
        and words & {"morning", "evening", "afternoon", "day"}
    ):
        return Intent.GREETING
    if _SEEKING.first(sentence.words) and not words <= _BACKCHANNEL | COURTESY:
        return Intent.SEARCH
    return Intent.OTHER


def _is_question(sentence: Sentence) -> bool:
    return sentence.word(0) in _QUESTIONS


GRAMMAR_WORDS = words_in(
    _SHOW, _COMPARE, _SIMILAR, _LIKING, _GOODBYES, _MISUSE, _POLICY, _SMALL_TALK, _SEEKING, _ORDERING
)
"""Words of this grammar, which are never taken for misspelt catalogue words."""
