//! The Type 1 certificate: from a partner's share of the practice's income to pensionable profit, the rate, and what is
//! due, paid and left. By the standard method, expenses are shared by the part of the income that is not from the NHS.

use serde::{Deserialize, Serialize};

use super::{
    contributions::{Compared, Contributions, VoluntaryDue},
    figures::{Membership, Post, Voluntary},
    fraction::Fraction,
    money::Pence,
    rate::Rate,
    steps::Steps,
    tables::YearTables,
    tier::{MemberYear, PartPay, due, total},
    working::{
        Known, Line, LineKind, PartWorking, PostLines, Value, Working, both, in_range, sum, typed,
    },
    year::Part,
};

mod texts;

/// An amount with what it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub label: String,
    pub amount: Option<Pence>,
}

/// Why NHS profit is not yet pensionable profit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentKind {
    /// Profit that two accounting periods both have.
    Overlap,
    /// The accounts cover more or less than the time as a partner.
    JoinerOrLeaver,
    /// Partners elected to reduce one partner's pay by their other NHS pay.
    Election,
    /// NHS payments that are not pensionable, such as New to Partnership payments.
    NotPensionable,
    Other,
}

/// What is added to NHS profit, or below zero taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub kind: AdjustmentKind,
    pub amount: Option<Pence>,
    pub reason: String,
}

/// How expenses of non-NHS income are found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpensesMethod {
    /// By the part of the income that is not from the NHS.
    #[default]
    Standard,
    /// Entered: the alternative method.
    Alternative(Entry),
    /// Entered: the actual expenses, where neither method can be used.
    Actual(Entry),
}

/// A partner's part of figures that are the whole practice's: `parts` of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub parts: u32,
    pub of: u32,
}

/// What a Type 1 certificate is worked out from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Type1Figures {
    pub practice_income: Option<Pence>,
    pub other_income: Option<Pence>,
    /// At least one line; a line of 0 if there is no such income.
    pub non_nhs_income: Vec<Entry>,
    pub expenses: Option<Pence>,
    pub expenses_method: ExpensesMethod,
    /// None if the figures are this partner's own already.
    pub share: Option<Share>,
    pub adjustments: Vec<Adjustment>,
    /// The position that the certificate is about, with what was paid for it.
    pub practice: Post,
    /// All other practitioner posts, solo and locum work of the year.
    pub others: Vec<Post>,
    pub membership: Membership,
    pub voluntary: Voluntary,
    /// Whether the tax return used figures that are not final.
    pub provisional: bool,
}

/// Works a certificate out as far as its figures go.
pub fn calculate(figures: &Type1Figures, tables: &YearTables) -> Working {
    let mut steps = Steps::new(tables);
    let nhs_profit = nhs_profit(figures, &mut steps);
    let pensionable = pensionable(figures, &nhs_profit, tables, &mut steps);
    let parts = Certificate::new(figures, tables, &pensionable).parts();
    Working {
        year: tables.year,
        steps: steps.done(),
        totals: Working::totals_of(&parts),
        parts,
    }
}

/// Profit with the employer's contributions taken out: what is left of `profit` when `rate` of the result is added to it
/// again. Not rounded.
pub fn without_employer_contributions(profit: Fraction, rate: Rate) -> Option<Fraction> {
    let one = Fraction::new(1, 1)?;
    profit.over(one.plus(rate.fraction()?)?)
}

fn nhs_profit(figures: &Type1Figures, steps: &mut Steps) -> Known<Pence> {
    let income = typed(figures.practice_income, "the share of practice income");
    let other = typed(figures.other_income, "other medical income, or 0");
    let total = sum([income.clone(), other.clone()]);
    let non_nhs = match figures.non_nhs_income.as_slice() {
        [] => typed(None, NON_NHS_MISSING),
        lines => sum(lines.iter().map(|line| typed(line.amount, NON_NHS_MISSING))),
    };
    let expenses = typed(figures.expenses, "total allowable expenses");
    steps.money(&texts::INCOME, &income);
    steps.money(&texts::OTHER_INCOME, &other);
    steps.money(&texts::TOTAL_INCOME, &total);
    steps.money(&texts::NON_NHS, &non_nhs);
    let own_expenses = match &figures.expenses_method {
        ExpensesMethod::Standard => {
            let ratio = both(&non_nhs, &total).and_then(ratio);
            steps.put(&texts::RATIO, ratio.clone().map(Value::Ratio));
            steps.money(&texts::EXPENSES, &expenses);
            let share = both(&expenses, &ratio).and_then(|(expenses, ratio)| {
                let exact = Fraction::from(expenses).times(ratio);
                in_range(exact.and_then(Fraction::rounded))
            });
            steps.money(&texts::NON_NHS_EXPENSES, &share);
            share
        }
        ExpensesMethod::Alternative(entry) | ExpensesMethod::Actual(entry) => {
            let entered = typed(entry.amount, "expenses that belong to non-NHS income");
            steps.money(&texts::EXPENSES, &expenses);
            steps.money(&texts::NON_NHS_EXPENSES_ENTERED, &entered);
            entered
        }
    };
    let less = |a: &Known<Pence>, b: &Known<Pence>| both(a, b).map(|(a, b)| a.minus(b));
    let profit = less(&total, &expenses);
    let non_nhs_profit = less(&non_nhs, &own_expenses);
    let nhs_profit = less(&profit, &non_nhs_profit);
    steps.money(&texts::PROFIT, &profit);
    steps.money(&texts::NON_NHS_PROFIT, &non_nhs_profit);
    steps.money(&texts::NHS_PROFIT, &nhs_profit);
    nhs_profit
}

const NON_NHS_MISSING: &str = "income that is not from the NHS, or 0";

/// The part of income that is not from the NHS; zero where there is neither.
fn ratio((non_nhs, total): (Pence, Pence)) -> Known<Fraction> {
    if non_nhs == Pence::ZERO {
        return Ok(Fraction::ZERO);
    }
    let ratio = Fraction::from(non_nhs).over(total.into());
    typed(ratio, "a total income above 0")
}

fn pensionable(
    figures: &Type1Figures,
    nhs_profit: &Known<Pence>,
    tables: &YearTables,
    steps: &mut Steps,
) -> Known<Pence> {
    let own = match figures.share {
        None => nhs_profit.clone().map(Fraction::from),
        Some(share) => {
            let part = Fraction::new(share.parts.into(), share.of.into());
            let part = typed(part, "the share of the profit");
            let own = both(nhs_profit, &part)
                .and_then(|(profit, part)| in_range(Fraction::from(profit).times(part)));
            steps.put(&texts::SHARE, own.clone().map(Value::Exact));
            own
        }
    };
    let missing = "the amount of each adjustment";
    let lines = figures.adjustments.iter();
    let adjustments = sum(lines.map(|line| typed(line.amount, missing)));
    steps.money(&texts::ADJUSTMENTS, &adjustments);
    let pensionable = both(&own, &adjustments).and_then(|(own, adjustments)| {
        let rate = tables.employer.charged_to_practice;
        let exact = own.plus(adjustments.into());
        let exact = exact.and_then(|profit| without_employer_contributions(profit, rate));
        let rounded = in_range(exact.and_then(Fraction::rounded))?;
        Ok(rounded.max(Pence::ZERO))
    });
    steps.money(&texts::PENSIONABLE, &pensionable);
    pensionable
}

/// A certificate whose pensionable profit is worked out, or lacks something.
struct Certificate<'a> {
    figures: &'a Type1Figures,
    year: MemberYear<'a>,
    /// This practice and all others: what the tier and the days rest on.
    posts: Vec<&'a Post>,
    /// Of this practice, for each part of the year.
    pay: Vec<Known<PartPay>>,
    /// Of each other post, for each part of the year.
    elsewhere: Vec<Vec<Known<PartPay>>>,
    leave: Vec<Known<PartPay>>,
}

impl<'a> Certificate<'a> {
    fn new(figures: &'a Type1Figures, tables: &'a YearTables, pensionable: &Known<Pence>) -> Self {
        let year = MemberYear {
            tables,
            membership: &figures.membership,
        };
        let practice = &figures.practice;
        let posts: Vec<&Post> = [practice].into_iter().chain(&figures.others).collect();
        let others = figures.others.iter();
        Self {
            pay: year.by_part(&practice.pay, pensionable, &[practice]),
            elsewhere: others
                .map(|post| year.by_part(&post.pay, &post.pay_typed(), &[post]))
                .collect(),
            leave: year.leave(&posts),
            figures,
            year,
            posts,
        }
    }

    fn parts(&self) -> Vec<PartWorking> {
        let parts = self.year.tables.year.parts().iter();
        let known = parts.zip(&self.pay).zip(&self.leave).enumerate();
        known
            .map(|(place, ((part, pay), leave))| self.part(place, *part, pay, leave))
            .collect()
    }

    fn part(
        &self,
        place: usize,
        part: Part,
        pay: &Known<PartPay>,
        leave: &Known<PartPay>,
    ) -> PartWorking {
        let tables = self.year.tables;
        let mut steps = Steps::new(tables);
        let elsewhere = self.elsewhere.iter().filter_map(|pays| pays.get(place));
        let elsewhere: Vec<&Known<PartPay>> = elsewhere.collect();
        if part != Part::WholeYear {
            let charged = pay.clone().map(|pay| pay.charged);
            steps.money(&texts::PENSIONABLE_HERE, &charged);
        }
        let others = total(elsewhere.iter().copied());
        steps.put(&texts::ELSEWHERE, others.map(Value::Exact));
        let all = total([pay, leave].into_iter().chain(elsewhere.iter().copied()));
        let rate = self
            .year
            .rate(&mut steps, &texts::TIER, part, &all, &self.posts);
        let practice = &self.figures.practice;
        let paid = practice.paid_in(place);
        let typed = |paid, what: &str| typed(paid, &[what, part.in_a_sentence()].concat());
        let contributions = Contributions {
            employee: Compared {
                due: due(pay, &rate),
                paid: typed(paid.employee, "the employee contributions paid"),
            },
            employer: Some(Compared {
                due: due(pay, &Ok(tables.employer.charged_to_practice)),
                paid: typed(paid.employer, "the employer contributions paid"),
            }),
            voluntary: self.voluntary(pay, place),
        };
        let lines = contributions.lines(&paid, part, &texts::LINES, &mut steps);
        let posts = self.figures.others.iter().zip(elsewhere).enumerate();
        PartWorking {
            part,
            bounds: tables.year.bounds(part),
            table: tables
                .in_force(part)
                .map(|table| table.id.clone())
                .unwrap_or_default(),
            steps: steps.done(),
            lines,
            posts: posts
                .map(|(post, (of, pay))| due_elsewhere(post, of, pay, &rate))
                .collect(),
        }
    }

    fn voluntary(&self, pay: &Known<PartPay>, place: usize) -> VoluntaryDue {
        let figures = self.figures;
        VoluntaryDue::new(
            &figures.voluntary,
            pay,
            &self.year,
            &[&figures.practice],
            place,
        )
    }
}

/// What is due on the pay of another post, where it is settled.
fn due_elsewhere(place: usize, post: &Post, pay: &Known<PartPay>, rate: &Known<Rate>) -> PostLines {
    let due = due(pay, rate).ok();
    PostLines {
        post: u32::try_from(place).unwrap_or(u32::MAX),
        kind: post.kind,
        place: post.named().to_owned(),
        pay: pay.as_ref().ok().map(|pay| pay.charged),
        lines: vec![Line::new(LineKind::Employee, due, None)],
    }
}
