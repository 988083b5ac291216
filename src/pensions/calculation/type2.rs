//! The Type 2 self-assessment: one form over all posts of a salaried or solo GP, which finds out whether each of them
//! took the rate that all of them together call for.

use serde::{Deserialize, Serialize};

use super::{
    contributions::{Compared, Contributions, VoluntaryDue},
    figures::{Membership, Paid, Post, Voluntary},
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

/// What a Type 2 self-assessment is worked out from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Type2Figures {
    /// All practitioner posts of the year. Those with a certificate of their own count for rate and days, and their
    /// contributions stay on that certificate.
    pub posts: Vec<Post>,
    pub membership: Membership,
    pub voluntary: Voluntary,
    /// What was paid beyond the tier in each part of the year, in order. Employee and employer contributions are those
    /// of the posts.
    pub paid: Vec<Paid>,
}

/// Works a self-assessment out as far as its figures go.
pub fn calculate(figures: &Type2Figures, tables: &YearTables) -> Working {
    let year = MemberYear {
        tables,
        membership: &figures.membership,
    };
    let posts: Vec<&Post> = figures.posts.iter().collect();
    let pays: Vec<Vec<Known<PartPay>>> = posts
        .iter()
        .map(|post| year.by_part(&post.pay, &post.pay_typed(), &[post]))
        .collect();
    let leave = year.leave(&posts);
    let assessment = Assessment {
        figures,
        year,
        posts,
    };
    let parts: Vec<PartWorking> = tables
        .year
        .parts()
        .iter()
        .zip(&leave)
        .enumerate()
        .map(|(place, (part, leave))| {
            let pays: Vec<_> = pays.iter().filter_map(|pays| pays.get(place)).collect();
            assessment.part(place, *part, &pays, leave)
        })
        .collect();
    Working {
        year: tables.year,
        steps: Vec::new(),
        totals: Working::totals_of(&parts),
        parts,
    }
}

struct Assessment<'a> {
    figures: &'a Type2Figures,
    year: MemberYear<'a>,
    posts: Vec<&'a Post>,
}

impl Assessment<'_> {
    fn part(
        &self,
        place: usize,
        part: Part,
        pays: &[&Known<PartPay>],
        leave: &Known<PartPay>,
    ) -> PartWorking {
        let tables = self.year.tables;
        let mut steps = Steps::new(tables);
        let of_form = |here: bool| {
            let pairs = self.posts.iter().zip(pays.iter().copied());
            pairs
                .filter(move |(post, _)| post.kind.has_a_certificate() != here)
                .map(|(_, pay)| pay)
        };
        let here = if self.posts.is_empty() {
            typed(None, "at least one post")
        } else {
            total(of_form(true))
        };
        let text = match part {
            Part::WholeYear => &texts::PAY,
            _ => &texts::PAY_HERE,
        };
        steps.put(text, here.clone().map(Value::Exact));
        if of_form(false).next().is_some() {
            let certified = total(of_form(false));
            steps.put(&texts::CERTIFICATES, certified.map(Value::Exact));
        }
        let others = total(of_form(false).chain([leave]));
        let all = both(&here, &others).and_then(|(here, others)| in_range(here.plus(others)));
        let rate = self
            .year
            .rate(&mut steps, &texts::TIER, part, &all, &self.posts);
        let rows = self.rows(place, pays, &rate);
        let lines = self.lines((place, part), pays, &rate, &mut steps);
        PartWorking {
            part,
            bounds: tables.year.bounds(part),
            table: tables
                .in_force(part)
                .map(|table| table.id.clone())
                .unwrap_or_default(),
            steps: steps.done(),
            lines,
            posts: rows,
        }
    }

    /// The form's rows: what is due on each post, by which it is settled.
    fn rows(&self, place: usize, pays: &[&Known<PartPay>], rate: &Known<Rate>) -> Vec<PostLines> {
        let posts = self.posts.iter().zip(pays).enumerate();
        posts
            .map(|(number, (post, pay))| PostLines {
                post: u32::try_from(number).unwrap_or(u32::MAX),
                kind: post.kind,
                place: post.named().to_owned(),
                pay: pay.as_ref().ok().map(|pay| pay.charged),
                lines: self.row(post, &post.paid_in(place), pay, rate),
            })
            .collect()
    }

    fn row(&self, post: &Post, paid: &Paid, pay: &Known<PartPay>, rate: &Known<Rate>) -> Vec<Line> {
        if post.kind.has_a_certificate() {
            return Vec::new();
        }
        let own = due(pay, rate).ok();
        let mut lines = vec![Line::new(LineKind::Employee, own, paid.employee)];
        // The printed form asks for the member's own contributions alone; employers' are compared where they are known.
        if paid.employer.is_some() {
            let charged = self.year.tables.employer.charged_to_practice;
            let due = due(pay, &Ok(charged)).ok();
            lines.push(Line::new(LineKind::Employer, due, paid.employer));
        }
        lines
    }

    /// The form's lines: the sums over its own posts, and what is paid beyond the tier.
    fn lines(
        &self,
        (place, part): (usize, Part),
        pays: &[&Known<PartPay>],
        rate: &Known<Rate>,
        steps: &mut Steps,
    ) -> Vec<Line> {
        let own = || {
            let pairs = self.posts.iter().copied().zip(pays.iter().copied());
            pairs.filter(|(post, _)| !post.kind.has_a_certificate())
        };
        let what = |post: &Post| {
            let employee = "the employee contributions paid for ";
            [employee, &post.called(), part.in_a_sentence()].concat()
        };
        let employee = Compared {
            due: sum(own().map(|(_, pay)| due(pay, rate))),
            paid: sum(own().map(|(post, _)| typed(post.paid_in(place).employee, &what(post)))),
        };
        let charged = Ok(self.year.tables.employer.charged_to_practice);
        let with_employer = own().filter_map(|(post, pay)| {
            let paid = post.paid_in(place).employer?;
            Some((due(pay, &charged), paid))
        });
        let (dues, paid): (Vec<_>, Vec<_>) = with_employer.unzip();
        let of_employers = (!paid.is_empty()).then(|| Compared {
            due: sum(dues),
            paid: Ok(paid.into_iter().sum()),
        });
        let pay = sum(own().map(|(_, pay)| pay.clone().map(|pay| pay.charged)));
        let pay = pay.map(PartPay::from);
        let posts: Vec<&Post> = own().map(|(post, _)| post).collect();
        let contributions = Contributions {
            employee,
            employer: of_employers,
            voluntary: VoluntaryDue::new(&self.figures.voluntary, &pay, &self.year, &posts, place),
        };
        let beyond = self.figures.paid.get(place).cloned().unwrap_or_default();
        contributions.lines(&beyond, part, &texts::LINES, steps)
    }
}
