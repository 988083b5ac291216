//! How many connections each address has: whoever opens more and more is kept from holding them all.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::web::client::counted;

/// How many connections one address has: a practice behind one router has a few hundred people, each with a browser.
const MOST_OF_ONE: usize = 1024;

/// The connections of all addresses.
#[derive(Clone, Debug)]
pub(super) struct PerAddress {
    /// Proxies, which stand for everybody: they are not counted.
    proxies: Arc<[IpAddr]>,
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Held {
    of: PerAddress,
    address: Option<IpAddr>,
}

impl PerAddress {
    pub(super) fn but(proxies: Vec<IpAddr>) -> Self {
        Self {
            proxies: proxies.into(),
            counts: Arc::default(),
        }
    }

    /// One more connection from `peer`, if it may have it.
    pub(super) fn hold(&self, peer: IpAddr) -> Option<Held> {
        let peer = peer.to_canonical();
        let address = (!self.proxies.contains(&peer)).then(|| counted(peer));
        if let Some(address) = address {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            let count = counts.entry(address).or_default();
            if *count >= MOST_OF_ONE {
                return None;
            }
            *count += 1;
        }
        let of = self.clone();
        Some(Held { of, address })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let counts = &self.of.counts;
        let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = counts.entry(address) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn whoever_holds_many_connections_gets_no_more_and_nobody_else_is_in_their_way() {
        let all = PerAddress::but(vec![ip("192.0.2.9")]);
        let mut held: Vec<_> = (0..MOST_OF_ONE)
            .map(|_| all.hold(ip("192.0.2.1")).unwrap())
            .collect();
        assert!(all.hold(ip("192.0.2.1")).is_none());
        // The same address, as an IPv6 socket names it.
        assert!(all.hold(ip("::ffff:192.0.2.1")).is_none());
        held.push(all.hold(ip("192.0.2.2")).unwrap());
        held.swap_remove(0);
        held.push(all.hold(ip("192.0.2.1")).unwrap());
        drop(held);
        assert!(all.counts.lock().unwrap().is_empty());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address_and_a_proxy_is_not_counted() {
        let all = PerAddress::but(vec![ip("192.0.2.9")]);
        let network = |number: usize| ip(&format!("2001:db8::{number:x}"));
        let _held: Vec<_> = (0..MOST_OF_ONE)
            .map(|number| all.hold(network(number)).unwrap())
            .collect();
        assert!(all.hold(network(MOST_OF_ONE)).is_none());
        let _more: Vec<_> = (0..=MOST_OF_ONE)
            .map(|_| all.hold(ip("192.0.2.9")).unwrap())
            .collect();
    }
}
