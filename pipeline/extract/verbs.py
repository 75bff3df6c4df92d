"""The verbs that the rules know, by all their forms: for these surer than a lemmatizer."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract.lexicon import split

_IRREGULAR = {
    "be": "am is are was were been being",
    "become": "becomes became becoming",
    "blow": "blows blew blown blowing",
    "bear": "bears bore borne bearing",
    "deny": "denies denied denying",
    "die": "dies died dying",
    "find": "finds found finding",
    "feel": "feels felt feeling",
    "fight": "fights fought fighting",
    "forget": "forgets forgot forgotten forgetting",
    "give": "gives gave given giving",
    "go": "goes went gone going",
    "have": "has had having",
    "hit": "hits hit hitting",
    "hold": "holds held holding",
    "hurt": "hurts hurt hurting",
    "know": "knows knew known knowing",
    "lead": "leads led leading",
    "learn": "learns learned learnt learning",
    "leave": "leaves left leaving",
    "lie": "lies lied lying",
    "lose": "loses lost losing",
    "mean": "means meant meaning",
    "put": "puts putting",
    "quit": "quits quitting",
    "read": "reads read reading",
    "say": "says said saying",
    "see": "sees saw seen seeing",
    "seek": "seeks sought seeking",
    "send": "sends sent sending",
    "set": "sets setting",
    "shoot": "shoots shot shooting",
    "show": "shows showed shown showing",
    "slay": "slays slew slain slaying",
    "speak": "speaks spoke spoken speaking",
    "strike": "strikes struck stricken striking",
    "swear": "swears swore sworn swearing",
    "take": "takes took taken taking",
    "tell": "tells told telling",
    "think": "thinks thought thinking",
    "throw": "throws threw thrown throwing",
    "understand": "understands understood understanding",
    "undertake": "undertakes undertook undertaken undertaking",
    "withdraw": "withdraws withdrew withdrawn withdrawing",
    "write": "writes wrote written writing",
}
# Regular verbs that double their last letter.
_DOUBLING = frozenset(
    split(
        "admit ban bar brag chat commit control equip kidnap nab plan pat permit quip refer "
        "regret rip rub slam slap stab step stop submit tap trap transmit tut"
    )
)


def forms(verb: str) -> tuple[str, ...]:
    """All forms of `verb`, itself first."""
    irregular = _IRREGULAR.get(verb)
    if irregular is not None:
        return (verb, *irregular.split())
    if verb in _DOUBLING:
        stem = verb + verb[-1]
        return (verb, f"{verb}s", f"{stem}ed", f"{stem}ing")
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return (verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    if verb.endswith("ee"):
        return (verb, f"{verb}s", f"{verb}d", f"{verb}ing")
    if verb.endswith("e"):
        return (verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing")
    ending = "es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return (verb, f"{verb}{ending}", f"{verb}ed", f"{verb}ing")


def by_form(verbs: Iterable[str]) -> dict[str, str]:
    """The verb of each form. Of two verbs with a common form ("found") the first has it."""
    table: dict[str, str] = {}
    for verb in verbs:
        for form in forms(verb):
            table.setdefault(form, verb)
    return table
