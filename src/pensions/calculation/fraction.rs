//! Exact fractions, because a certificate divides (ratios, days of a year) and must round only where it says so. The
//! one function that rounds is here.

use serde::{Deserialize, Serialize};

use super::money::Pence;

/// A fraction in lowest terms, the lower number above zero. Of pennies, where it is an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(i128, i128)", into = "(i128, i128)")]
pub struct Fraction {
    upper: i128,
    lower: i128,
}

impl Fraction {
    pub const ZERO: Self = Self { upper: 0, lower: 1 };

    /// None if the lower number is zero, or out of range.
    pub fn new(upper: i128, lower: i128) -> Option<Self> {
        let common = greatest_common_divisor(upper.checked_abs()?, lower.checked_abs()?);
        if lower == 0 {
            return None;
        }
        let sign = lower.signum();
        Some(Self {
            upper: (upper / common).checked_mul(sign)?,
            lower: (lower / common).checked_mul(sign)?,
        })
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        let upper = self.upper.checked_mul(other.lower)?;
        let added = other.upper.checked_mul(self.lower)?;
        Self::new(
            upper.checked_add(added)?,
            self.lower.checked_mul(other.lower)?,
        )
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self {
            upper: other.upper.checked_neg()?,
            lower: other.lower,
        })
    }

    pub fn times(self, other: Self) -> Option<Self> {
        Self::new(
            self.upper.checked_mul(other.upper)?,
            self.lower.checked_mul(other.lower)?,
        )
    }

    /// None if `other` is zero.
    pub fn over(self, other: Self) -> Option<Self> {
        Self::new(
            self.upper.checked_mul(other.lower)?,
            self.lower.checked_mul(other.upper)?,
        )
    }

    pub fn is_negative(self) -> bool {
        self.upper < 0
    }

    /// Whether it is a whole number or more above it.
    pub fn is_at_least(self, whole: i64) -> bool {
        self.upper.div_euclid(self.lower) >= i128::from(whole)
    }

    /// Rounds to the nearest whole number, a half away from zero: a refund is rounded as the same debt would be. An
    /// amount in pennies becomes pennies. This is the only place where anything is rounded; none if it is out of range.
    pub fn rounded(self) -> Option<Pence> {
        let size = self.upper.checked_abs()?;
        let (whole, rest) = (size / self.lower, size % self.lower);
        let up = i128::from(rest >= self.lower - rest);
        let rounded = i64::try_from(whole + up).ok()?;
        Some(Pence(if self.is_negative() {
            -rounded
        } else {
            rounded
        }))
    }
}

/// Of numbers not below zero; the other one if one is zero.
fn greatest_common_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    // Of zero and zero, so that nobody divides by it.
    a.max(1)
}

/// Reading back, so that no fraction over zero gets in from outside.
impl TryFrom<(i128, i128)> for Fraction {
    type Error = &'static str;

    fn try_from((upper, lower): (i128, i128)) -> Result<Self, Self::Error> {
        Self::new(upper, lower).ok_or("not a fraction")
    }
}

impl From<Fraction> for (i128, i128) {
    fn from(fraction: Fraction) -> Self {
        (fraction.upper, fraction.lower)
    }
}

impl From<Pence> for Fraction {
    fn from(amount: Pence) -> Self {
        Self {
            upper: i128::from(amount.0),
            lower: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_fraction() -> impl Strategy<Value = Fraction> {
        (-1_000_000_000_000_i64..1_000_000_000_000, 1_i64..1_000_000)
            .prop_map(|(upper, lower)| Fraction::new(upper.into(), lower.into()).unwrap())
    }

    proptest! {
        #[test]
        fn rounding_moves_an_amount_by_half_a_penny_at_most(exact in any_fraction()) {
            let moved = exact.minus(exact.rounded().unwrap().into()).unwrap();
            prop_assert!(moved.upper.abs() * 2 <= moved.lower, "{exact:?}");
        }

        #[test]
        fn a_refund_is_rounded_as_the_same_debt(exact in any_fraction()) {
            let refund = Fraction::ZERO.minus(exact).unwrap().rounded().unwrap();
            prop_assert_eq!(refund, Pence(-exact.rounded().unwrap().0));
        }

        #[test]
        fn nothing_is_lost_on_the_way(a in any_fraction(), b in any_fraction()) {
            prop_assert_eq!(a.plus(b).unwrap().minus(b), Some(a));
            if b != Fraction::ZERO {
                prop_assert_eq!(a.times(b).unwrap().over(b), Some(a));
            }
        }

        #[test]
        fn a_fraction_in_lowest_terms_is_equal_however_it_was_written(a in any_fraction(), n in 1_i128..1000) {
            prop_assert_eq!(Fraction::new(a.upper * n, a.lower * n), Some(a));
            prop_assert_eq!(Fraction::new(-a.upper, -a.lower), Some(a));
        }

        #[test]
        fn numbers_out_of_range_give_nothing_and_do_not_panic(a: i128, b: i128, c: i128, d: i128) {
            if let (Some(a), Some(b)) = (Fraction::new(a, b), Fraction::new(c, d)) {
                let _ = (a.plus(b), a.minus(b), a.times(b), a.over(b), a.rounded());
            }
        }
    }

    #[test]
    fn half_a_penny_goes_up() {
        let half = |upper| Fraction::new(upper, 2).unwrap().rounded();
        assert_eq!(half(1), Some(Pence(1)));
        assert_eq!(half(3), Some(Pence(2)));
        assert_eq!(half(-1), Some(Pence(-1)));
        assert_eq!(Fraction::new(49, 100).unwrap().rounded(), Some(Pence(0)));
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        assert_eq!(Fraction::new(1, 0), None);
        assert_eq!(Fraction::new(0, 0), None);
        assert_eq!(Fraction::from(Pence(5)).over(Fraction::ZERO), None);
    }

    #[test]
    fn a_penny_below_a_bound_is_below_it() {
        assert!(!Fraction::new(199, 100).unwrap().is_at_least(2));
        assert!(Fraction::new(200, 100).unwrap().is_at_least(2));
        assert!(!Fraction::new(-1, 100).unwrap().is_at_least(0));
    }
}
