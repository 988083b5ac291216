//! The words of the steps of a Type 2 self-assessment. How the printed form numbers its rows for rate and annualised pay
//! is not known, so the keys are this program's own.

use super::super::{contributions::LineTexts, steps::Text, tier::TierTexts};

const ROUNDED: &str = "Only the rounding is this program's own: no published rule was found, and half a penny is rounded up.";

const DIFFERENCE: &str =
    "Inferred: the printed Type 2 form has such a column, and nothing says how it is worked out.";

pub(super) const PAY: Text = Text::stated(
    "T2.1",
    "Pensionable pay from salaried, solo and locum work",
    "the sum of the posts entered; of locum work 90% of the fees",
);
pub(super) const PAY_HERE: Text = Text::own(
    "T2.1",
    "Pensionable pay from salaried, solo and locum work in this half of the year",
    "what was really paid in this half, where it was entered; otherwise shared by the days of each post",
    "No published rule was found for sharing a year's pay between the halves.",
);
pub(super) const CERTIFICATES: Text = Text::stated(
    "T2.2",
    "Pensionable profit from practices where a certificate is filed",
    "the sum of the posts entered",
);

pub(super) const TIER: TierTexts = TierTexts {
    pay: Text::stated(
        "T2.3",
        "Pay that decides the rate",
        "pay from all practitioner posts + pay treated as received during leave",
    ),
    days: Text::own(
        "T2.4",
        "Days of service",
        "the days on which any practitioner post was held, each counted once",
        "That days in several posts count once is inferred from published examples.",
    ),
    annualised: Text::stated(
        "T2.5",
        "Annualised pay",
        "pay × 365 ÷ days of service; the pay as it is, if the year was served in full",
    ),
    rate: Text::stated(
        "T2.6",
        "Contribution rate",
        "the tier that the annualised pay falls into",
    ),
};

pub(super) const LINES: LineTexts = LineTexts {
    due: [
        Text {
            key: "T2.7",
            label: "Employee contributions due",
            formula: "the sum over the posts of pay × contribution rate",
            own_working: true,
            note: ROUNDED,
        },
        Text {
            key: "T2.8",
            label: "Employer contributions due",
            formula: "the sum over the posts, where they were entered, of pay × the employer's rate that practices pay",
            own_working: true,
            note: ROUNDED,
        },
        Text::own(
            "T2.9",
            "Added years due",
            "pensionable pay × own rate",
            ROUNDED,
        ),
        Text::stated(
            "T2.10",
            "Additional pension due",
            "the sum agreed for the year",
        ),
        Text::own(
            "T2.11",
            "AVC due",
            "pensionable pay × own rate, or the sum agreed",
            ROUNDED,
        ),
        Text::own("T2.12", "ERRBO due", "pensionable pay × own rate", ROUNDED),
    ],
    paid: [
        Text::stated(
            "T2.13",
            "Employee contributions paid",
            "the sum over the posts, without arrears of other years",
        ),
        Text::stated(
            "T2.14",
            "Employer contributions paid",
            "the sum over the posts where they were entered",
        ),
        Text::stated("T2.15", "AVC paid", "from the contribution statement"),
        Text::stated("T2.16", "Top-up paid", "from the contribution statement"),
        Text::stated("T2.17", "ERRBO paid", "from the contribution statement"),
    ],
    difference: [
        Text::own(
            "T2.18",
            "Employee contributions: difference",
            "due - paid",
            DIFFERENCE,
        ),
        Text::own(
            "T2.19",
            "Employer contributions: difference",
            "due - paid",
            DIFFERENCE,
        ),
        Text::own("T2.20", "AVC: difference", "due - paid", DIFFERENCE),
        Text::own("T2.21", "Top-up: difference", "due - paid", DIFFERENCE),
        Text::own("T2.22", "ERRBO: difference", "due - paid", DIFFERENCE),
    ],
};
