//! What both forms do alike: share pay between the parts of a year, annualise it and look up the rate.

use super::{
    days::Service,
    figures::{Membership, Pay, Post},
    fraction::Fraction,
    money::Pence,
    rate::Rate,
    steps::{Steps, Text},
    tables::{TierTable, YearTables},
    working::{Known, Missing, Value, both, in_range, typed},
    year::Part,
};

/// Pay of one source in one part of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PartPay {
    /// What the tier is looked up with. Not rounded, so that the halves of a year's pay annualise to that pay.
    pub exact: Fraction,
    /// What contributions are charged on, to the penny.
    pub charged: Pence,
}

impl From<Pence> for PartPay {
    fn from(pay: Pence) -> Self {
        Self {
            exact: pay.into(),
            charged: pay,
        }
    }
}

/// The steps from pay to rate.
pub(crate) struct TierTexts {
    pub pay: Text,
    pub days: Text,
    pub annualised: Text,
    pub rate: Text,
}

/// A year as one member served it.
pub(crate) struct MemberYear<'a> {
    pub tables: &'a YearTables,
    pub membership: &'a Membership,
}

impl<'a> MemberYear<'a> {
    pub(crate) fn service(&self) -> Service<'a> {
        Service {
            year: self.tables.year,
            gaps: &self.tables.gaps,
            opted_out: &self.membership.opted_out,
            last_day: self.membership.last_day,
        }
    }

    /// Pay in each part of the year, in order. In a year of two parts what was really paid in one of them counts; where
    /// nobody knows, pay is shared by the days of `posts`. The parts always add up to the whole.
    pub(crate) fn by_part(
        &self,
        pay: &Pay,
        whole: &Known<Pence>,
        posts: &[&Post],
    ) -> Vec<Known<PartPay>> {
        let parts = self.tables.year.parts();
        let [first, second] = parts else {
            let whole = whole.clone().map(PartPay::from);
            return parts.iter().map(|_| whole.clone()).collect();
        };
        let halves = match (whole, pay.first_half, pay.second_half) {
            (Ok(whole), Some(first), _) => Ok((first.into(), whole.minus(first).into())),
            (Ok(whole), None, Some(second)) => Ok((whole.minus(second).into(), second.into())),
            // Nothing is shared without knowing any days.
            (Ok(Pence::ZERO), None, None) => Ok((Pence::ZERO.into(), Pence::ZERO.into())),
            (Ok(whole), None, None) => {
                let days = |part| self.service().days(posts, part);
                both(&days(*first), &days(*second)).and_then(|days| shared(*whole, days, posts))
            }
            (Err(_), Some(first), Some(second)) => Ok((first.into(), second.into())),
            (Err(missing), ..) => Err(missing.clone()),
        };
        let of = |half: fn((PartPay, PartPay)) -> PartPay| halves.clone().map(half);
        vec![of(|(first, _)| first), of(|(_, second)| second)]
    }

    /// What was earned during leave beyond what was paid, in each part; zero if there was no leave.
    pub(crate) fn leave(&self, posts: &[&Post]) -> Vec<Known<PartPay>> {
        let membership = self.membership;
        let pay = if membership.on_leave {
            membership.leave
        } else {
            Pay::default()
        };
        let whole = Ok(pay.whole().unwrap_or_default());
        self.by_part(&pay, &whole, posts)
    }

    /// The rate for `pay`, which is all practitioner pay of the part, with the steps that lead to it.
    pub(crate) fn rate(
        &self,
        steps: &mut Steps,
        texts: &TierTexts,
        part: Part,
        pay: &Known<Fraction>,
        posts: &[&Post],
    ) -> Known<Rate> {
        steps.put(&texts.pay, pay.clone().map(Value::Exact));
        let applies = self.tables.annualises(self.membership.section);
        let applies = typed(applies, "the section of the scheme");
        let annualised = if applies == Ok(false) {
            pay.clone()
        } else {
            let days = self.service().days(posts, part);
            steps.put(&texts.days, days.clone().map(Value::Days));
            if self.tables.gaps.posts > 0 {
                let gaps = &self.tables.gaps.basis;
                steps.remark(gaps.own_working, &gaps.note);
            }
            let known = both(&applies, &both(pay, &days));
            known.and_then(|(_, (pay, days))| self.annualised(pay, days, part))
        };
        steps.put(&texts.annualised, annualised.clone().map(Value::Exact));
        let (rule, year_days) = (&self.tables.annualising.basis, &self.tables.year_days.basis);
        if applies == Ok(false) {
            steps.remark(rule.own_working, "Not annualised: it is the pay as it is.");
        } else {
            steps.remark(year_days.own_working, &year_days.note);
        }
        let table = typed(self.tables.in_force(part), "a year that has tier rates");
        let row = both(&annualised, &table).and_then(|(pay, table)| looked_up(table, pay));
        let rate = row.clone().map(|(_, rate)| rate);
        steps.put(&texts.rate, row.map(|(value, _)| value));
        if let Ok(table) = table {
            steps.remark(table.basis.own_working, &table.basis.note);
        }
        rate
    }

    /// Pay as it would be for a year: × 365 ÷ days. Of a year that was served in full, and of 365 days of one of 366,
    /// the pay as it is.
    fn annualised(&self, pay: Fraction, days: u32, part: Part) -> Known<Fraction> {
        let full_year = self.tables.year_days.full_year;
        if pay == Fraction::ZERO || (part == Part::WholeYear && days >= full_year) {
            return Ok(pay);
        }
        if days == 0 {
            return Err(Missing::of(match part {
                Part::WholeYear => "posts with days in this year",
                Part::FirstHalf => "posts with days from April to September, or no pay there",
                Part::SecondHalf => "posts with days from October to March, or no pay there",
            }));
        }
        let factor = Fraction::new(full_year.into(), days.into());
        in_range(factor.and_then(|factor| pay.times(factor)))
    }
}

/// Shares a year's pay by days: the first half rounded, the second what is left.
fn shared(whole: Pence, days: (u32, u32), posts: &[&Post]) -> Known<(PartPay, PartPay)> {
    let (first, second) = days;
    let Some(share) = Fraction::new(first.into(), i128::from(first) + i128::from(second)) else {
        let post = posts.first().map(|post| post.called()).unwrap_or_default();
        return Err(Missing::of(&["dates within the year for ", &post].concat()));
    };
    let all = Fraction::from(whole);
    let halves = all.times(share).and_then(|exact| {
        let charged = exact.rounded()?;
        let first = PartPay { exact, charged };
        let second = PartPay {
            exact: all.minus(exact)?,
            charged: whole.minus(charged),
        };
        Some((first, second))
    });
    in_range(halves)
}

/// The row of the table, and its rate.
fn looked_up(table: &TierTable, annualised: Fraction) -> Known<(Value, Rate)> {
    let row = typed(table.row(annualised), "a year that has tier rates")?;
    let value = Value::TierRow {
        table: table.id.clone(),
        row: row.id.clone(),
        from: row.from,
        rate: row.rate,
    };
    Ok((value, row.rate))
}

/// The exact sum of pay, or all that is missing for it.
pub(crate) fn total<'a>(pays: impl IntoIterator<Item = &'a Known<PartPay>>) -> Known<Fraction> {
    let (mut total, mut lacks) = (Ok(Fraction::ZERO), Missing::default());
    for pay in pays {
        match pay {
            Ok(pay) => total = total.and_then(|total: Fraction| in_range(total.plus(pay.exact))),
            Err(missing) => lacks = lacks.and(missing),
        }
    }
    lacks.or_else(|| total)?
}

/// A part of pay, rounded to the penny: what is due.
pub(crate) fn due(pay: &Known<PartPay>, rate: &Known<Rate>) -> Known<Pence> {
    let (pay, rate) = both(pay, rate)?;
    in_range(rate.of(pay.charged).and_then(Fraction::rounded))
}
