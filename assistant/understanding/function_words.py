"""Words that carry grammar or courtesy rather than content, grouped by what a reader does at them."""

from __future__ import annotations

DETERMINERS = frozenset(
    "a an the any all some my your our his her their this that these those such no every each either both "
    "another".split()
)
PREPOSITIONS = frozenset(
    "with in for at on under over above below of from to by about around into onto off near like as than "
    "per via between within without through during after before inside up against towards upon since "
    "until".split()
)
PRONOUNS = frozenset(
    "i you we they he she it me us them him who which what that this these those there one ones".split()
)
VERBS = frozenset(
    "is are was were be been being am do does did doing done have has had having will would can could "
    "shall should may might must show showing find finding search searching look looking looks get "
    "getting got give need needs needed want wants wanted wanting buy buying purchase order ordering like "
    "likes liked love loved see seeing let make makes making help know think go going come comes take try "
    "trying recommend suggest prefer wish hope hoping seem seems mean say said tell telling ask keep put "
    "use pick choose browse shop shopping offer sell selling carry stock wear wearing hate hates loves "
    "likes enjoys enjoy hated dislike dislikes disliked detest loathe despise adore adores fits fit match "
    "matching matches works work including include includes includ after sort display list bring consider "
    "interested start change switch hunting seeking searching hoping order add added be contain contains".split()
)
CONNECTIVES = frozenset(
    "and or but nor because so if then though although while when where why how whether since unless yet "
    "else except instead rather".split()
)
COURTESY = frozenset(
    "please thanks thank thx kindly hi hello hey hiya howdy ok okay yes yeah yep yup no nope nah not sure "
    "well oh ah um uh hmm hm wow great cool nice perfect fine alright right actually basically literally "
    "really very quite just also too maybe perhaps only even still again now today currently ever anyway "
    "anyways sorry excuse pardon folks guys sir madam dear good morning afternoon evening night there "
    "here lol haha btw however otherwise somehow especially preferably ideally simply definitely "
    "absolutely certainly probably possibly hopefully personally honestly".split()
)
FILLERS = frozenset(
    "something anything nothing everything thing things stuff item items product products option options "
    "choice choices kind kinds sort sorts type types style few bit lot lots couple pair pairs piece "
    "pieces pcs bunch more most less least much many other others else different similar same new next "
    "price prices priced pricing cost costs costing budget money spend spending pay paying afford "
    "expensive cheap cheaper affordable inexpensive pricey pricier reasonably reasonable dollars dollar "
    "bucks euro euros limit max maximum min minimum range available availability stock results result "
    "idea ideas suggestion suggestions recommendation recommendations colour color colours colors "
    "coloured colored size sized brand brands made material s t d ll ve re m somewhere someone somebody "
    "anyone anybody way able cheapest way search results suitable chance catalogue catalog store shop "
    "site website inventory tight decent "
    "best better top changed mind zero two three four five six seven eight nine ten matter".split()
)
BARRIERS = PREPOSITIONS | PRONOUNS | VERBS | CONNECTIVES
"""Words that end a noun phrase."""

STOPWORDS = DETERMINERS | PREPOSITIONS | PRONOUNS | VERBS | CONNECTIVES | COURTESY | FILLERS
"""Words that are no use in a search."""

PEOPLE = frozenset(
    "mother mom mum mommy mama father dad daddy papa parents parent sister brother sibling siblings son "
    "daughter wife husband hubby spouse partner boyfriend girlfriend fiance fiancee bride groom aunt "
    "auntie uncle cousin cousins niece nephew grandma grandmother grandpa grandfather granny nana "
    "grandparents grandson granddaughter grandchild grandkids friend friends bestie buddy roommate "
    "flatmate neighbor neighbour boss manager coworker coworkers colleague colleagues teacher coach kid "
    "kids child children baby toddler twins stepmom stepdad stepson stepdaughter godson goddaughter "
    "goddaughters mate pal kiddo family in-laws girl boy lady guy man woman him her them someone somebody "
    "bff nanny secretary assistant mentor employee employees team guest guests host hostess".split()
)
