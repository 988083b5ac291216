//! Checking one chain, link by link, and naming what is wrong with it. No database here.

use std::fmt;

/// Something wrong with the record, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The chain: a practice's code, a chain of accounts, or `anchors`.
    pub chain: String,
    /// The first and the last number in the chain that it is about; zeros for the head of the chain.
    pub numbers: (i64, i64),
    /// When and what, where that can be read.
    pub content: String,
    /// What is wrong.
    pub problem: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.numbers {
            (0, 0) => write!(f, "{}, head of the chain", self.chain)?,
            (first, last) if first == last => write!(f, "{}, number {first}", self.chain)?,
            (first, last) => write!(f, "{}, numbers {first} to {last}", self.chain)?,
        }
        if !self.content.is_empty() {
            write!(f, " ({})", self.content)?;
        }
        write!(f, ": {}", self.problem)
    }
}

const ALTERED: &str = "altered; its content, its hash and the hash before it don't belong together";
const MISSING: &str = "missing; it was removed";
const INSERTED: &str = "inserted; it is not among what the program recorded";
const NO_HEAD: &str = "missing; it was removed, or the whole chain was inserted";
const NO_LINKS: &str = "missing; all were removed, or the head of the chain was inserted";
const HEAD_ALTERED: &str = "altered; the newest of the chain is another one";
const DISAGREE: &str = "altered, or the newest of the chain was; they don't belong together";

/// One link of a chain: an event, or an anchor.
pub(super) trait Link {
    /// Its number in the chain.
    fn number(&self) -> i64;
    /// The hash stored with it.
    fn stored(&self) -> &[u8];
    /// What its hash should be after `before`.
    fn computed(&self, before: &[u8]) -> [u8; 32];
    /// When and what.
    fn content(&self) -> String;
}

/// A chain on the way from its first link to its head.
pub(super) struct Chain {
    pub name: String,
    head: Option<(i64, Vec<u8>)>,
    end: End,
    beyond: Option<Beyond>,
    findings: Vec<Finding>,
}

/// The end of what was walked so far: where the next link must fit.
#[derive(Clone)]
struct End {
    number: i64,
    /// The hashes that the next link may be chained to. Two after an altered link: the one stored with it and the one
    /// it should have, so that one alteration is one finding. None after a gap: then the next can't be checked.
    hashes: Vec<Vec<u8>>,
}

/// Links after the one that the head names.
struct Beyond {
    first: i64,
    content: String,
    end: End,
    /// Whether they follow properly. Then it is the head that is wrong.
    fit: bool,
}

impl End {
    fn fits(&self, link: &impl Link) -> bool {
        let mut hashes = self.hashes.iter();
        self.hashes.is_empty() || hashes.any(|before| link.computed(before) == link.stored())
    }

    fn step(&mut self, link: &impl Link, fits: bool) {
        let mut hashes = vec![link.stored().to_vec()];
        if !fits {
            let computed = self
                .hashes
                .iter()
                .map(|before| link.computed(before).to_vec());
            hashes.extend(computed.take(1));
        }
        self.number = link.number();
        self.hashes = hashes;
    }
}

impl Chain {
    /// A chain, and what the table of heads says of it.
    pub(super) fn new(name: &str, head: Option<(i64, Vec<u8>)>) -> Self {
        Self {
            name: name.to_owned(),
            head,
            end: End {
                number: 0,
                hashes: vec![Vec::new()],
            },
            beyond: None,
            findings: Vec::new(),
        }
    }

    fn find(&mut self, first: i64, last: i64, content: String, problem: &'static str) {
        self.findings.push(Finding {
            chain: self.name.clone(),
            numbers: (first, last),
            content,
            problem,
        });
    }

    /// The next link by number.
    pub(super) fn link(&mut self, link: &impl Link) {
        let number = link.number();
        if number < 1 {
            return self.find(number, number, link.content(), INSERTED);
        }
        let newest = self.head.as_ref().map(|(newest, _)| *newest);
        if newest.is_some_and(|newest| number > newest) {
            return self.link_beyond(link);
        }
        if number > self.end.number.saturating_add(1) {
            self.find(self.end.number + 1, number - 1, String::new(), MISSING);
            self.end.hashes.clear();
        }
        let fits = self.end.fits(link);
        if !fits {
            self.find(number, number, link.content(), ALTERED);
        }
        self.end.step(link, fits);
    }

    fn link_beyond(&mut self, link: &impl Link) {
        let end = &self.end;
        let beyond = self.beyond.get_or_insert_with(|| Beyond {
            first: link.number(),
            content: link.content(),
            end: end.clone(),
            fit: true,
        });
        let fits = link.number() == beyond.end.number.saturating_add(1) && beyond.end.fits(link);
        beyond.fit &= fits;
        beyond.end.step(link, fits);
    }

    /// A link that can't even be read.
    pub(super) fn unreadable(&mut self, number: i64) {
        self.find(number, number, "it can't be read".to_owned(), ALTERED);
        self.end = End {
            number,
            hashes: Vec::new(),
        };
    }

    /// The end: whether the head names the last link.
    pub(super) fn close(mut self) -> Vec<Finding> {
        let Some((newest, hash)) = self.head.take() else {
            self.find(0, 0, String::new(), NO_HEAD);
            return self.findings;
        };
        let known = |end: &End| end.hashes.is_empty() || end.hashes.contains(&hash);
        if let Some(beyond) = self.beyond.take() {
            if beyond.fit && known(&beyond.end) {
                self.find(0, 0, String::new(), HEAD_ALTERED);
                return self.findings;
            }
            self.find(beyond.first, beyond.end.number, beyond.content, INSERTED);
        }
        let last = self.end.number;
        let fits = known(&self.end);
        if last < newest && last > 0 && fits && !self.end.hashes.is_empty() {
            self.find(0, 0, String::new(), HEAD_ALTERED);
        } else if last < newest {
            self.find(last + 1, newest, String::new(), MISSING);
        } else if !fits {
            self.find(0, 0, String::new(), DISAGREE);
        }
        self.findings
    }
}

/// A head without a single link: everything it stands for is missing.
pub(super) fn without_links(name: String, newest: i64) -> Finding {
    Finding {
        chain: name,
        numbers: (1, newest.max(1)),
        content: String::new(),
        problem: NO_LINKS,
    }
}
