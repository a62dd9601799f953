"""
Lists of words that make a change weigh more or less, in several languages.

In a language that is missing, a change weighs more, not less.
"""

# ruff: noqa: E501, RUF001, SIM905 - lists of words in many scripts

from __future__ import annotations

#: Negations and exceptions. Words with n't or n' are recognised by their form.
TURNING = frozenset(
    """
    not no never none nor neither nobody nothing nowhere without against cannot hardly barely
    scarcely unless except only
    nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne gegen weder
    ne pas jamais sans aucun aucune rien ni contre
    nunca jamás sin ningún ninguno ninguna nadie nada contra
    non mai senza nessun nessuno nessuna niente nulla né contro
    não jamais sem nenhum nenhuma ninguém nem
    niet geen nooit zonder niemand niets tegen
    inte ej aldrig utan ingen inga inget ikke icke aldri uden uten mot ei eivät emme älä
    nie nigdy bez żaden żadna nikt nic nelze nikdo nikdy
    не нет ни никогда без никто ничто ничего нельзя против ні немає ніколи ніхто проти
    nem sem nincs nélkül nu niciodată fără δεν μην όχι χωρίς ποτέ
    değil yok hiç asla hayır لا لم لن ليس ليست ما غير بدون دون ضد نه نیست بدون هرگز لא
    לא אין בלי אף נגד नहीं न मत बिना نہیں نہ بغیر
    tidak bukan belum tanpa jangan không chưa chẳng hakuna bila
    """.split()
)
#: Words that limit a statement, or make it less certain.
QUALIFYING = frozenset(
    """
    alleged allegedly reportedly reported apparent apparently suspected supposed supposedly claimed
    accused convicted former acting interim attempted unconfirmed confirmed likely possibly probably
    perhaps maybe may might could would should must nearly almost about around approximately roughly
    over under least most up down more less fewer before after until since every some many few
    half both either partly mostly wrongly falsely false true
    angeblich mutmaßlich ehemalige ehemaliger wohl fast etwa rund vielleicht möglicherweise
    présumé présumée prétendu ancien ancienne environ presque peut-être supposé
    presunto presunta supuesto supuesta exministro casi quizá quizás aproximadamente
    suposto suposta quase talvez cerca forse quasi circa sospetto
    """.split()
)
#: Words that say so little that replacing or dropping one is a slip.
NEUTRAL = frozenset(
    """
    a an the of in on at to for by as with and that which who whom whose this these those it its
    there here is are was were be been being am has have had having do does did then so also too
    very quite just even still yet but however meanwhile moreover furthermore thus therefore while
    when where such other said says say saying
    der das den dem des ein eine einen einem einer eines im am zu von mit auf an bei für als
    dass sich auch sehr dann da wo aber
    le la les un une du de des et en au aux par pour que qui dans sur ce cette ces il elle aussi très
    el los las una unos unas del al con por para en su sus lo que también muy
    il lo gli i uno della dello dei degli delle del di da nel nella con su per che e anche molto
    os um uma do dos da das nos nas em ao à às com por para e também muito
    het een van voor met op aan bij en dat die ook
    """.split()
)
_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve
    null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf
    zéro * deux trois quatre cinq six sept huit neuf dix onze douze
    cero * dos tres cuatro cinco seis siete ocho nueve diez once doce
    zero * * tre quattro cinque sei sette otto nove dieci undici dodici
    zero * dois três quatro cinco seis sete oito nove dez onze doze
    nul * twee drie vier vijf zes zeven acht negen tien elf twaalf
    ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать
    sıfır bir iki üç dört beş altı yedi sekiz dokuz * * *
    صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة * *
    零 一 二 三 四 五 六 七 八 九 十 * *
    """
_MORE = """
    thirteen:13 fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19 twenty:20
    thirty:30 forty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90 dreizehn:13 zwanzig:20
    dreißig:30 vierzig:40 fünfzig:50 hundert:100 treize:13 vingt:20 trente:30 quarante:40
    cinquante:50 cent:100 veinte:20 treinta:30 cien:100 cento:100 hundred:100 thousand:1000
    tausend:1000 mille:1000 mil:1000 million:1000000 millionen:1000000 millions:1000000
    millones:1000000 milioni:1000000 milhões:1000000 миллион:1000000 مليون:1000000 百:100 千:1000
    万:10000 萬:10000 亿:100000000 億:100000000 两:2 兩:2
    """
#: Words for an amount or a place in an order that stand for no single number.
COUNTING = frozenset(
    """
    first second third fourth fifth sixth seventh eighth ninth tenth once twice thrice dozen dozens
    hundreds thousands billion billions trillion quarter double triple pair single couple several
    monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight
    milliarde milliarden milliard milliards erste zweite dritte premier première deuxième troisième
    primero primera segundo segunda tercero primo prima secondo terzo ikinci مليار ألف آلاف مئات
    heute gestern morgen hier demain hoy ayer mañana oggi ieri domani
    """.split()
)
#: Number words and their values.
NUMBERS: dict[str, int] = {
    **{
        word: value
        for line in _NUMBERS.strip().splitlines()
        for value, word in enumerate(line.split())
        if word != "*"
    },
    **{word: int(value) for word, value in (one.split(":") for one in _MORE.split())},
}
#: Characters of scripts without spaces that say little when one replaces another.
PARTICLES = frozenset("的得地了着过過呢吧嘛はがをにへともの")
#: Beginnings and phrases of a publisher's notes of correction.
CORRECTION = (
    r"correct(?:ion|ed|s)\b|amend(?:ed|ment)|clarif|an earlier version|erratum|updated to (?:reflect|correct|clarify)"
    r"|retract|berichtig|korrig|korrektur|rectif|corrig|correcti[oe]|corrección|correção|correzione|aggiornament"
    r"|исправ|уточн|düzeltme|تصحيح|تصويب|更正|訂正|정정"
)
