//! Who is at the other end of a request: the connection itself, or whoever a trusted proxy asks for.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request as HttpRequest, State},
    http::{HeaderMap, HeaderName, StatusCode},
    middleware::Next,
    response::Response,
};

use crate::web::{App, Ingress, error_page};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The browser's end, as far as it can be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Client {
    /// Where it is.
    pub address: Option<IpAddr>,
    /// Whether it speaks HTTPS.
    pub https: bool,
    /// Whether it may not ask: nothing is encrypted, and it is neither a named proxy nor on this machine.
    stranger: bool,
}

impl Client {
    /// Who asks on a connection from `peer`. What the headers say counts only where a trusted proxy wrote it: each proxy
    /// adds the address it was asked from at the end, so the last one that is not itself a trusted proxy is the client,
    /// and whatever stands before it is the client's own invention.
    fn of(ingress: &Ingress, peer: Option<IpAddr>, headers: &HeaderMap) -> Self {
        let is_trusted = |address: &IpAddr| ingress.proxies.contains(address);
        let Some(mut address) = peer.filter(is_trusted) else {
            return Self {
                address: peer,
                https: ingress.https,
                stranger: ingress.proxies_only && !peer.is_some_and(|peer| peer.is_loopback()),
            };
        };
        for hop in listed(headers, &FORWARDED_FOR).rev() {
            let Some(hop) = parse(hop) else { break };
            address = hop;
            if !is_trusted(&hop) {
                break;
            }
        }
        let scheme = listed(headers, &FORWARDED_PROTO).next_back();
        Self {
            address: Some(address),
            https: ingress.https
                || scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")),
            stranger: false,
        }
    }

    /// Where it is, as exactly as tries are counted. Empty when unknown.
    pub(crate) fn counted_as(self) -> String {
        self.address
            .map(|address| counted(address).to_string())
            .unwrap_or_default()
    }
}

/// What an address is counted as: one household has 2^64 addresses of IPv6, which begin alike.
pub(crate) fn counted(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = address.to_bits() >> 64 << 64;
            Ipv6Addr::from_bits(network).into()
        }
    }
}

/// The values of a header that holds lists and may stand there several times.
fn listed<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> impl DoubleEndedIterator<Item = &'a str> + use<'a> {
    headers
        .get_all(name)
        .iter()
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .map(str::trim)
}

/// An address, with or without a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']'));
    let address = bare.unwrap_or(hop).parse::<IpAddr>();
    address
        .or_else(|_| hop.parse::<SocketAddr>().map(|with_port| with_port.ip()))
        .map(|address| address.to_canonical())
        .ok()
}

/// Notes who asks, for everything that follows.
pub(crate) async fn meet(State(app): State<App>, mut request: HttpRequest, next: Next) -> Response {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = connection.map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let client = Client::of(&app.ingress, peer, request.headers());
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// Turns strangers away; anybody may know whether the program is well.
pub(crate) async fn turn_away(request: HttpRequest, next: Next) -> Response {
    let client = request.extensions().get::<Client>();
    let stranger = client.is_some_and(|client| client.stranger);
    if stranger && !request.uri().path().starts_with("/health/") {
        return error_page::page(
            StatusCode::FORBIDDEN,
            "This is not the address to use",
            "Use the address of this service that you were given.",
        );
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &[&str], peer: &str, headers: &[(HeaderName, &str)]) -> (String, bool) {
        let ingress = Ingress {
            proxies: proxies.iter().map(|proxy| proxy.parse().unwrap()).collect(),
            ..Ingress::default()
        };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value.parse().unwrap());
        }
        let client = Client::of(&ingress, Some(peer.parse().unwrap()), &map);
        (client.address.unwrap().to_string(), client.https)
    }

    #[test]
    fn who_is_not_a_named_proxy_can_not_say_for_whom_they_ask() {
        let forged = [(FORWARDED_FOR, "198.51.100.7"), (FORWARDED_PROTO, "https")];
        assert_eq!(
            client(&["10.0.0.1"], "203.0.113.9", &forged),
            ("203.0.113.9".to_owned(), false)
        );
        assert_eq!(
            client(&[], "10.0.0.1", &forged),
            ("10.0.0.1".to_owned(), false)
        );
    }

    #[test]
    fn the_last_address_that_is_not_a_proxy_is_the_client() {
        let proxies = ["10.0.0.1", "10.0.0.2", "2001:db8::1"];
        for (listed, expected) in [
            ("198.51.100.7", "198.51.100.7"),
            // What the client wrote itself stands before what the proxy added.
            ("192.0.2.1, 198.51.100.7", "198.51.100.7"),
            ("10.0.0.2, 198.51.100.7", "198.51.100.7"),
            ("198.51.100.7, 10.0.0.2", "198.51.100.7"),
            ("198.51.100.7:4711 , 10.0.0.2:80", "198.51.100.7"),
            ("[2001:db8::7]:4711,[2001:db8::1]", "2001:db8::7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            // Nothing that can be read: the proxy itself.
            ("unknown", "10.0.0.1"),
            ("198.51.100.7, unknown", "10.0.0.1"),
            ("", "10.0.0.1"),
            ("10.0.0.2", "10.0.0.2"),
        ] {
            let (address, _) = client(&proxies, "10.0.0.1", &[(FORWARDED_FOR, listed)]);
            assert_eq!(address, expected, "{listed}");
        }
        let twice = [
            (FORWARDED_FOR, "192.0.2.1"),
            (FORWARDED_FOR, "198.51.100.7"),
        ];
        assert_eq!(client(&proxies, "10.0.0.1", &twice).0, "198.51.100.7");
    }

    #[test]
    fn tries_are_counted_by_address_and_of_ipv6_by_network() {
        let counted = |address: &str| {
            let client = Client {
                address: Some(address.parse().unwrap()),
                ..Client::default()
            };
            client.counted_as()
        };
        assert_eq!(counted("198.51.100.7"), "198.51.100.7");
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(counted("2001:db8:1:2::ffff"), counted("2001:db8:1:2:9::"));
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
        assert_eq!(Client::default().counted_as(), "");
    }

    #[test]
    fn a_named_proxy_says_whether_the_browser_speaks_https() {
        for (said, https) in [
            ("https", true),
            ("HTTPS", true),
            ("http", false),
            ("https, http", false),
            ("", false),
        ] {
            let (_, answer) = client(&["10.0.0.1"], "10.0.0.1", &[(FORWARDED_PROTO, said)]);
            assert_eq!(answer, https, "{said}");
        }
    }
}
