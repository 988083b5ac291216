//! Practices: how many people each has, what it is called and where it is.

use super::{AS_OF, LARGE, Size};
use crate::{
    base::{clock::date_of, dates::Instant, ids::OdsCode},
    database::Failure,
    demo::{model::Practice, random::Random},
};

/// How many people's first practice each is.
#[derive(Debug)]
pub(super) struct Practices {
    residents: Vec<usize>,
}

const PLACES: [&str; 40] = [
    "Ash", "Birch", "Brook", "Castle", "Cherry", "Cliff", "Cross", "East", "Elm", "Fern", "Grange",
    "Green", "Hazel", "Heath", "Holly", "Kings", "Lake", "Lime", "Maple", "Marsh", "Mill", "Moor",
    "New", "North", "Oak", "Old", "Park", "Pine", "Priory", "Queens", "River", "Rose", "South",
    "Spring", "Stone", "Thorn", "Water", "West", "Willow", "Wood",
];
const ENDINGS: [&str; 20] = [
    "bourne", "bridge", "bury", "combe", "dale", "den", "field", "ford", "gate", "ham", "hurst",
    "leigh", "ley", "mead", "mere", "side", "stead", "ton", "well", "wick",
];
const KINDS: [&str; 8] = [
    "Surgery",
    "Medical Centre",
    "Medical Practice",
    "Health Centre",
    "Practice",
    "Surgery",
    "Family Practice",
    "Medical Group",
];
const STREETS: [&str; 8] = [
    "High Street",
    "Church Lane",
    "Station Road",
    "Victoria Road",
    "Mill Lane",
    "The Green",
    "London Road",
    "Park Avenue",
];

/// Practices of one network.
const IN_A_PCN: usize = 8;

/// The code of the practice at `index`. None of them can be taken for a real one.
fn code(index: usize) -> Result<OdsCode, Failure> {
    parse(&format!("ZZ9{:05}", index + 1))
}

fn parse(text: &str) -> Result<OdsCode, Failure> {
    text.parse().map_err(|_| Failure::internal("not a code"))
}

impl Practices {
    /// Shares the users out: most practices have about the average, a few ten times as many.
    pub(super) fn draw(size: Size, random: &mut Random) -> Self {
        let weights: Vec<usize> = (LARGE.len()..size.practices)
            .map(|index| {
                let skew = random.below(1000);
                let weight = 200 + skew * skew * skew / 400_000;
                match index {
                    _ if is_empty(index) => 0,
                    _ if random.below(200) == 0 => weight * 7 / 2,
                    _ => weight,
                }
            })
            .collect();
        let total: usize = weights.iter().sum::<usize>().max(1);
        // Besides the two large ones and the registration officer.
        let users = size.users - LARGE.iter().sum::<usize>() - 1;
        let mut residents = LARGE.to_vec();
        let (mut weight, mut shared) = (0, 0);
        for own in weights {
            weight += own;
            residents.push(users * weight / total - shared);
            shared = users * weight / total;
        }
        Self { residents }
    }

    /// How many people's first practice it is.
    pub(super) fn residents(&self, index: usize) -> usize {
        self.residents.get(index).copied().unwrap_or(0)
    }

    /// Whether people of other practices may also work there. The large ones keep their exact numbers.
    pub(super) fn takes_visitors(&self, index: usize) -> bool {
        index >= LARGE.len() && self.residents(index) > 0
    }

    /// The practice itself.
    pub(super) fn make(index: usize, random: &mut Random) -> Result<Practice, Failure> {
        let name = [place(random), random.any(&KINDS).to_owned()].join(" ");
        let days = i64::try_from(random.between(30, 700)).unwrap_or(30);
        let district = index % 90 + 1;
        let network = index / IN_A_PCN;
        Ok(Practice {
            ods: code(index)?,
            name,
            closed_on: is_closed(index).then(|| date_of(Instant(AS_OF.0 - days * Instant::DAY))),
            address: [&random.between(1, 200).to_string(), random.any(&STREETS)].join(" "),
            town: place(random),
            postcode: format!("ZZ{district} {}ZZ", index % 10),
            // The regulator keeps these numbers free for drama.
            telephone: format!("01632 960{:03}", index % 1000),
            pcn: Some((parse(&format!("ZZ9N{network:04}"))?, network_name(network))),
        })
    }
}

/// Some practices have no users, further on in the list than anything that measurements and accounts rest on.
fn is_empty(index: usize) -> bool {
    index > 400 && index.is_multiple_of(211)
}

fn is_closed(index: usize) -> bool {
    index > 400 && index.is_multiple_of(53)
}

fn place(random: &mut Random) -> String {
    [random.any(&PLACES), random.any(&ENDINGS)].concat()
}

fn network_name(network: usize) -> String {
    let mut random = Random::new(u64::try_from(network).unwrap_or(0));
    [place(&mut random), "PCN".to_owned()].join(" ")
}
