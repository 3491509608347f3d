"""Words agree with numbers on a page as they do in Python, and as the browser's own rules say."""

import pytest

from netmap.messages import Messages
from netmap.vocabulary import LANGUAGES

NUMBERS = [
    (value, digits)
    for value in (0, 0.4, 0.96, 1, 1.04, 1.5, 2, 7.25, 21, 101, 1000, 1234.5, 1_000_000)
    for digits in (0, 1, 2)
]


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_python_and_the_browser_choose_alike(language, chromium, expose):
    messages = Messages(language)
    written = [messages.number(value, digits=digits) for value, digits in NUMBERS]
    forms = ["# one|# other", "none|# one|# other"]
    page = chromium.new_page()
    expose(page, pluralForm="render/page/plural.mjs")
    told, rules = page.evaluate(
        """([forms, written, numbers, locale]) => [
          forms.map((of) => written.map((text) => tested.pluralForm(of, text, locale))),
          numbers.map(([value, digits]) => new Intl.PluralRules(locale, {
            minimumFractionDigits: digits, maximumFractionDigits: digits,
          }).select(value)),
        ]""",
        [forms, [*written, "—", "−1"], NUMBERS, messages("language.tag")],
    )
    page.close()
    for of, said in zip(forms, told, strict=True):
        ours = [messages._writer.format_field(text, of) for text in [*written, "—", "−1"]]
        assert said == ours
    singular = [form.endswith("one") for form in told[0]]
    assert singular == [*(rule == "one" for rule in rules), False, False]
    none = [form == "none" for form in told[1]]
    assert none == [*(float(f"{v:.{d}f}") == 0 for v, d in NUMBERS), False, False]
