//! Numbers that look random and are the same for the same seed, today and with every later version of the libraries.

/// `SplitMix64`, as its author published it.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The numbers that belong to `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, but not including, `limit`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let product = u128::from(self.next()) * u128::try_from(limit).unwrap_or(0);
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// Whether something happens that does so `times` in a hundred.
    pub(super) fn percent(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    /// One of `items`, the earlier ones more often: as common as names are in a country.
    pub(super) fn frequent<'a>(&mut self, items: &[&'a str]) -> &'a str {
        const SCALE: usize = 1 << 20;
        let even = self.below(SCALE);
        // A power of one and a half: the first of 500 takes a place in 60, the last a place in 800.
        let rank = items.len() * even / SCALE * (even * SCALE).isqrt() / SCALE;
        items.get(rank).copied().unwrap_or_default()
    }

    /// One of `items`, each as often as another.
    pub(super) fn any<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items
            .get(self.below(items.len()))
            .copied()
            .unwrap_or_default()
    }
}
