"""Closed classes of English words: what carries grammar rather than content.

Function words are few, stable, and make up 35 to 60 per cent of any English prose; a heap of key words has hardly any.
They also obey an order: an article is followed by a noun phrase, never by a preposition or a verb. Both facts let a
reader without a language model tell prose from a heap of words.
"""

from __future__ import annotations


def words(listed: str) -> frozenset[str]:
    """A class of words, written as one line of text."""
    return frozenset(listed.split())


ARTICLES = words("a an the my your our their its every each")
"""Words after which a noun phrase must go on."""

PREPOSITIONS = words(
    "of in on at by for from to with without into onto over under above below between among than as about "
    "against across after before during within through per via until since towards toward upon off out up "
    "down around like along beyond despite inside outside near"
)

CONJUNCTIONS = words(
    "and or but nor so yet because although though while whereas if unless whether when where whenever "
    "that which who whom whose hence therefore thus however otherwise once"
)

PRONOUNS = words(
    "i we you he she it they me us him them this these those there here what one ones who somebody "
    "everybody nobody everyone someone nothing something anything everything itself themselves each both "
    "all none any some such others another other"
)

FINITE = words(
    "is are was were am be been being has have had having do does did can could will would shall should "
    "may might must ought"
)
"""Forms of to be, to have, to do, and the modal verbs."""

ADVERBS = words(
    "not no never very too also only just even still already now then again more most less least much "
    "many few rather quite almost nearly about well how why far never always often ever away back "
    "together apart alone hardly"
)

_TO_TWENTY = (
    "zero _ two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
NUMBER_WORDS = {word: value for value, word in enumerate(_TO_TWENTY.split(" ")) if word != "_"} | _TENS
NUMBER_WORDS |= {"hundred": 100, "thousand": 1000}
"""Numbers as words; "one" is left out, since it is a pronoun more often than a number."""

FUNCTION_WORDS = ARTICLES | PREPOSITIONS | CONJUNCTIONS | PRONOUNS | FINITE | ADVERBS

ABOUT = words(
    "about around nearly almost roughly approximately approx circa ca some over under close good least "
    "most than between"
)
"""Words before a number that say that it is rounded."""

COMMON_VERBS = words(
    "go goes went gone come comes came make makes made get gets got give gives gave take takes took say "
    "says said see sees saw use uses used find finds found show shows showed mean means meant keep keeps "
    "kept let lets put puts cost costs pay pays paid buy buys bought sell sells sold lose loses lost earn "
    "earns add adds fall falls fell rise rises rose stay stays stand stands stood leave leaves left need "
    "needs want wants know knows knew learn learns learnt call calls lie lies send sends sent hold holds "
    "held bring brings brought grow grows grew become becomes became begin begins began break breaks "
    "broke choose chose chosen think tell tells told run runs ran reach reaches hit hits look looks "
    "matter matters drop drops miss misses catch catches caught beat beats spend spends hurt hurts freeze "
    "drew forget forgets forgot write writes wrote read reads draw draws drew view views lets dip dips "
    "climb climbs churn churns freeze retrain rely relies agree agrees bend bends curve curves"
)
"""Verbs that one meets in such texts; the ending -ed and the auxiliaries count besides."""

TASK_VERBS = words(
    "explain discuss describe compare justify define interpret hint todo task question look give choose specifically"
)
"""First words of a sentence that asks instead of answering."""
