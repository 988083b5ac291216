//! The words of the steps of a Type 1 certificate.

use super::super::{contributions::LineTexts, steps::Text, tier::TierTexts};

const ROUNDED: &str = "Only the rounding is this program's own: no published rule was found, and half a penny is rounded up.";

const DIFFERENCE: &str =
    "Inferred: the printed Type 2 form has such a column, and nothing says how it is worked out.";

pub(super) const INCOME: Text = Text::stated(
    "T1.1",
    "Share of practice income, before expenses, adjusted for tax",
    "entered, from the practice accounts",
);
pub(super) const OTHER_INCOME: Text = Text::stated(
    "T1.2",
    "Other taxable medical self-employed income on the tax return",
    "entered, from the tax return",
);
pub(super) const TOTAL_INCOME: Text = Text::own(
    "T1.3",
    "Total income",
    "practice income + other medical income",
    "That the two are added is inferred: a copy of the printed form was not seen.",
);
pub(super) const NON_NHS: Text = Text::stated(
    "T1.4",
    "Income in it that is not from the NHS",
    "the sum of the lines entered",
);
pub(super) const RATIO: Text = Text::stated(
    "T1.5",
    "Part of the income that is not from the NHS",
    "non-NHS income ÷ total income",
);
pub(super) const EXPENSES: Text = Text::stated(
    "T1.6",
    "Total allowable expenses",
    "entered: share of practice expenses, personal expenses, capital allowances",
);
pub(super) const NON_NHS_EXPENSES: Text = Text {
    key: "T1.7",
    label: "Expenses that belong to non-NHS income: standard method",
    formula: "total expenses × the part that is not from the NHS",
    own_working: true,
    note: ROUNDED,
};
pub(super) const NON_NHS_EXPENSES_ENTERED: Text = Text::stated(
    "T1.7a",
    "Expenses that belong to non-NHS income: another method",
    "entered, with the reason",
);
pub(super) const PROFIT: Text = Text::own(
    "T1.8",
    "Taxable profit",
    "total income - total expenses",
    "Inferred: published descriptions begin with the profit declared to HMRC, after expenses and capital allowances.",
);
pub(super) const NON_NHS_PROFIT: Text = Text::own(
    "T1.9",
    "Profit that is not from the NHS",
    "non-NHS income - non-NHS expenses",
    "Inferred from the standard method.",
);
pub(super) const NHS_PROFIT: Text = Text::stated(
    "T1.10",
    "NHS profit, with the employer's contributions still in it",
    "taxable profit - non-NHS profit",
);
pub(super) const SHARE: Text = Text::own(
    "T1.10a",
    "This partner's share of the practice's NHS profit",
    "NHS profit × share",
    "The figures above are those of the whole practice. By law the pay of partners is shared equally, unless they have elected to follow their shares of the profit.",
);
pub(super) const ADJUSTMENTS: Text = Text::stated(
    "T1.11",
    "Adjustments",
    "the sum of the lines entered: overlap, joining or leaving, election, NHS payments that are not pensionable",
);
pub(super) const PENSIONABLE: Text = Text::own(
    "T1.12",
    "Pensionable profit from this practice",
    "(NHS profit + adjustments) ÷ (1 + the employer's rate that the practice pays)",
    "The profit has the employer's contributions in it, and they have to come out; that this is done by dividing is inferred. Rounded to the penny. A loss counts as nil.",
);
pub(super) const PENSIONABLE_HERE: Text = Text::own(
    "T1.12a",
    "Pensionable profit in this half of the year",
    "what was really earned in this half, if it was entered; otherwise shared by days of service",
    "No published rule was found for sharing a year's profit between the halves.",
);
pub(super) const ELSEWHERE: Text = Text::stated(
    "T1.13",
    "Other practitioner pay: other practices, salaried, solo and locum work",
    "the sum of the posts entered; of locum work 90% of the fees",
);

pub(super) const TIER: TierTexts = TierTexts {
    pay: Text::stated(
        "T1.14",
        "Pay that decides the rate",
        "pensionable profit + other practitioner pay + pay treated as received during leave",
    ),
    days: Text::own(
        "T1.15",
        "Days of service",
        "the days on which any practitioner post was held, each counted once",
        "That days in several posts count once is inferred from published examples.",
    ),
    annualised: Text::stated(
        "T1.16",
        "Annualised pay",
        "pay × 365 ÷ days of service; the pay as it is, if the year was served in full",
    ),
    rate: Text::stated(
        "T1.17",
        "Contribution rate",
        "the tier that the annualised pay falls into",
    ),
};

pub(super) const LINES: LineTexts = LineTexts {
    due: [
        Text {
            key: "T1.18",
            label: "Employee contributions due",
            formula: "pensionable profit × contribution rate",
            own_working: true,
            note: ROUNDED,
        },
        Text {
            key: "T1.19",
            label: "Employer contributions due from the practice",
            formula: "pensionable profit × the employer's rate that the practice pays",
            own_working: true,
            note: ROUNDED,
        },
        Text::own(
            "T1.20",
            "Added years due",
            "pensionable profit × own rate",
            ROUNDED,
        ),
        Text::stated(
            "T1.21",
            "Additional pension due",
            "the sum agreed for the year",
        ),
        Text::own(
            "T1.22",
            "AVC due",
            "pensionable profit × own rate, or the sum agreed",
            ROUNDED,
        ),
        Text::own(
            "T1.23",
            "ERRBO due",
            "pensionable profit × own rate",
            ROUNDED,
        ),
    ],
    paid: [
        Text::stated(
            "T1.24",
            "Employee contributions paid",
            "from the contribution statement, without arrears of other years",
        ),
        Text::stated(
            "T1.25",
            "Employer contributions paid",
            "from the contribution statement",
        ),
        Text::stated("T1.26", "AVC paid", "from the contribution statement"),
        Text::stated("T1.27", "Top-up paid", "from the contribution statement"),
        Text::stated("T1.28", "ERRBO paid", "from the contribution statement"),
    ],
    difference: [
        Text::own(
            "T1.29",
            "Employee contributions: difference",
            "due - paid",
            DIFFERENCE,
        ),
        Text::own(
            "T1.30",
            "Employer contributions: difference",
            "due - paid",
            DIFFERENCE,
        ),
        Text::own("T1.31", "AVC: difference", "due - paid", DIFFERENCE),
        Text::own("T1.32", "Top-up: difference", "due - paid", DIFFERENCE),
        Text::own("T1.33", "ERRBO: difference", "due - paid", DIFFERENCE),
    ],
};
