//! Lists that come in. None is longer than a page of ours can have made it: that is found out while it is read, before
//! anybody works on it.

use std::{collections::BTreeMap, fmt, marker::PhantomData, ops::Deref};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

/// At most `N` values, in the order they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct AtMost<const N: usize, T = String>(Vec<T>);

/// At most `N` values, each once, however often it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Distinct<const N: usize, T = String>(Vec<T>);

/// At most `N` values, each under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Named<const N: usize>(BTreeMap<String, String>);

/// The boxes of a date: day, month, year.
pub type DateBoxes = AtMost<3>;

impl<const N: usize, T> Default for Distinct<N, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<const N: usize, T> Deref for AtMost<N, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<const N: usize, T> Deref for Distinct<N, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<const N: usize> Deref for Named<N> {
    type Target = BTreeMap<String, String>;

    fn deref(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

/// As a page of ours sends it, which has no more.
impl<const N: usize, T> From<Vec<T>> for AtMost<N, T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}

/// As a page of ours sends it, which has no more and none twice.
impl<const N: usize, T> From<Vec<T>> for Distinct<N, T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}

impl<'de, const N: usize, T: Deserialize<'de>> Deserialize<'de> for AtMost<N, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<const N: usize, T>(PhantomData<T>);
        impl<'de, const N: usize, T: Deserialize<'de>> Visitor<'de> for Read<N, T> {
            type Value = AtMost<N, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "at most {N} values")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sent: A) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = sent.next_element()? {
                    if values.len() == N {
                        return Err(A::Error::custom(self::Most(N)));
                    }
                    values.push(value);
                }
                Ok(AtMost(values))
            }
        }
        deserializer.deserialize_seq(Read::<N, T>(PhantomData))
    }
}

impl<'de, const N: usize, T: Deserialize<'de> + Ord + Clone> Deserialize<'de> for Distinct<N, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<const N: usize, T>(PhantomData<T>);
        impl<'de, const N: usize, T: Deserialize<'de> + Ord + Clone> Visitor<'de> for Read<N, T> {
            type Value = Distinct<N, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "at most {N} different values")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sent: A) -> Result<Self::Value, A::Error> {
                let (mut values, mut known) = (Vec::new(), std::collections::BTreeSet::new());
                while let Some(value) = sent.next_element::<T>()? {
                    if !known.insert(value.clone()) {
                        continue;
                    }
                    if values.len() == N {
                        return Err(A::Error::custom(self::Most(N)));
                    }
                    values.push(value);
                }
                Ok(Distinct(values))
            }
        }
        deserializer.deserialize_seq(Read::<N, T>(PhantomData))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Named<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<const N: usize>;
        impl<'de, const N: usize> Visitor<'de> for Read<N> {
            type Value = Named<N>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "at most {N} values with names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut sent: A) -> Result<Self::Value, A::Error> {
                let mut values = BTreeMap::new();
                while let Some((name, value)) = sent.next_entry()? {
                    values.insert(name, value);
                    if values.len() > N {
                        return Err(A::Error::custom(self::Most(N)));
                    }
                }
                Ok(Named(values))
            }
        }
        deserializer.deserialize_map(Read::<N>)
    }
}

/// That there are more.
struct Most(usize);

impl fmt::Display for Most {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} values", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Sent {
        boxes: AtMost<3>,
        roles: Distinct<3>,
        verdicts: Named<3>,
    }

    fn read(body: &str) -> Result<Sent, serde_qs::Error> {
        serde_qs::Config::new(5, false).deserialize_str(body)
    }

    #[test]
    fn one_too_many_is_refused_and_the_same_again_is_not_one_more() {
        assert_eq!(
            read("boxes[]=1&boxes[]=1&boxes[]=1").unwrap().boxes.len(),
            3
        );
        assert!(read("boxes[]=1&boxes[]=1&boxes[]=1&boxes[]=1").is_err());
        let same = vec!["roles[]=a"; 40_000].join("&");
        assert_eq!(&*read(&same).unwrap().roles, ["a"]);
        assert!(read("roles[]=a&roles[]=b&roles[]=c&roles[]=d").is_err());
        assert!(read("verdicts[a]=1&verdicts[b]=1&verdicts[c]=1").is_ok());
        assert!(read("verdicts[a]=1&verdicts[b]=1&verdicts[c]=1&verdicts[d]=1").is_err());
    }

    proptest! {
        #[test]
        fn what_a_page_sends_is_read_back(boxes in prop::collection::vec("[a-z]{1,3}", 0..4), roles in prop::collection::btree_set("[a-z]{1,3}", 0..4)) {
            let roles: Vec<_> = roles.into_iter().collect();
            let sent = Sent { boxes: boxes.into(), roles: roles.into(), verdicts: Named::default() };
            let body = serde_qs::to_string(&sent).unwrap();
            prop_assert_eq!(read(&body).unwrap(), sent);
        }
    }
}
