//! Checks on the income and expenses of a Type 1 certificate.

use super::super::{
    money::Pence,
    type1::{Entry, ExpensesMethod, Type1Figures},
    working::{Value, Working},
};
use super::Findings;

pub(super) fn income(figures: &Type1Figures, working: &Working, found: &mut Findings) {
    let money = |key: &str| match working.step(None, key).and_then(|step| step.value.as_ref()) {
        Some(Value::Money(amount)) => Some(*amount),
        _ => None,
    };
    let more = |a: Option<Pence>, b: Option<Pence>| a.zip(b).is_some_and(|(a, b)| a > b);
    if more(money("T1.4"), money("T1.3")) {
        found.block(
            "non_nhs_above_income",
            "T1.4",
            &[
                "Income that is not from the NHS is more than the total income. It has to be part of it: correct one of the two.",
            ],
        );
    }
    if more(money("T1.7a"), money("T1.6")) {
        found.block(
            "non_nhs_expenses_above_expenses",
            "T1.7a",
            &[
                "Expenses that belong to non-NHS income are more than the total expenses. They have to be part of them: correct one of the two.",
            ],
        );
    }
    if more(money("T1.6"), money("T1.3")) {
        found.warn(
            "loss",
            "T1.6",
            &[
                "Expenses are more than the income, which makes a loss. Check both; if they are right, pensionable pay from this practice is nil.",
            ],
        );
    }
    if more(Some(Pence::ZERO), money("T1.10")) && !more(money("T1.6"), money("T1.3")) {
        found.warn(
            "nhs_loss",
            "T1.10",
            &[
                "The NHS part of the profit is below 0, so pensionable pay from this practice is nil. Check income and expenses that are not from the NHS.",
            ],
        );
    }
    halves(figures, money("T1.12"), found);
    reasons(figures, found);
    share(figures, found);
    if figures.provisional {
        found.info(
            "provisional_return",
            "",
            &[
                "The tax return used provisional figures. After you give HMRC the final ones, a revised certificate is due within a month of the last day for doing so.",
            ],
        );
    }
}

/// What was earned in the halves of 2022/23, if it was entered.
fn halves(figures: &Type1Figures, pensionable: Option<Pence>, found: &mut Findings) {
    let (Some(whole), pay) = (pensionable, figures.practice.pay) else {
        return;
    };
    let halves = pay.first_half.zip(pay.second_half);
    let differ = halves.is_some_and(|(first, second)| first.plus(second) != whole);
    let above = [pay.first_half, pay.second_half]
        .into_iter()
        .flatten()
        .any(|half| half > whole);
    if differ || above {
        found.block(
            "halves_differ",
            "T1.12a",
            &[
                "What was earned in the two halves does not add up to the pensionable profit. Correct the halves, or leave them empty to have it shared by days.",
            ],
        );
    }
}

/// A figure that does not follow from the others needs a reason.
fn reasons(figures: &Type1Figures, found: &mut Findings) {
    let empty = |text: &str| text.trim().is_empty();
    if let ExpensesMethod::Alternative(Entry { label, .. })
    | ExpensesMethod::Actual(Entry { label, .. }) = &figures.expenses_method
        && empty(label)
    {
        found.block(
            "expenses_reason",
            "T1.7a",
            &[
                "Say why the standard method is not used for expenses that belong to non-NHS income.",
            ],
        );
    }
    let unexplained = |line: &super::super::type1::Adjustment| empty(&line.reason);
    if figures.adjustments.iter().any(unexplained) {
        found.block(
            "adjustment_reason",
            "T1.11",
            &["Say the reason of each adjustment, or remove it."],
        );
    }
}

fn share(figures: &Type1Figures, found: &mut Findings) {
    let Some(share) = figures.share else { return };
    if share.of == 0 || share.parts > share.of {
        found.block(
            "share",
            "T1.10a",
            &["A partner's share is more than the whole. Correct it, for example to 1 of 2."],
        );
    }
    if figures
        .other_income
        .is_some_and(|other| other != Pence::ZERO)
    {
        found.warn(
            "share_of_own_income",
            "T1.2",
            &[
                "Other medical income is this partner's own, and would be shared with the practice's figures. Enter this partner's own figures throughout instead, without a share.",
            ],
        );
    }
}
