//! Which settings go together.

use clap::{CommandFactory as _, FromArgMatches as _, Parser};

use crate::web::ingress::*;

#[derive(Debug, Parser)]
struct Program {
    #[command(flatten)]
    ingress: IngressSettings,
}

fn open(listen: &str, public_url: &str, flags: &[&str]) -> Result<Ingress, String> {
    let given = ["program"].iter().chain(flags);
    let matches = Program::command()
        .no_binary_name(false)
        .get_matches_from(given);
    let program = Program::from_arg_matches(&matches).unwrap();
    program.ingress.ingress(listen.parse().unwrap(), public_url)
}

const TLS: [&str; 4] = ["--tls-certificate", "c.pem", "--tls-key", "k.pem"];

#[test]
fn without_encryption_only_this_machine_and_named_proxies_are_answered() {
    let here = open("127.0.0.1:3000", "http://127.0.0.1:3000", &[]).unwrap();
    assert!(!here.https && !here.proxies_only);
    open("[::1]:3000", "http://[::1]:3000", &[]).unwrap();
    open("[::ffff:127.0.0.1]:3000", "http://localhost:3000", &[]).unwrap();
    for listen in ["0.0.0.0:80", "192.0.2.1:80", "[::]:80"] {
        let why = open(listen, "http://access.example", &[]).unwrap_err();
        assert!(why.contains("nothing would be encrypted"), "{why}");
        let proxied = open(
            listen,
            "https://access.example",
            &["--trusted-proxy", "10.0.0.1"],
        );
        let proxied = proxied.unwrap();
        assert!(proxied.https && proxied.proxies_only);
    }
}

#[test]
fn with_a_certificate_everybody_is_answered_by_https() {
    let open = open("0.0.0.0:443", "https://access.example", &TLS).unwrap();
    assert!(open.https && !open.proxies_only);
}

#[test]
fn several_proxies_may_be_named_one_by_one_or_as_a_list() {
    let flags = [
        "--trusted-proxy",
        "10.0.0.1,::ffff:10.0.0.2",
        "--trusted-proxy",
        "2001:db8::1",
    ];
    let ingress = open("127.0.0.1:3000", "https://access.example", &flags).unwrap();
    let proxies: Vec<_> = ingress.proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.1", "10.0.0.2", "2001:db8::1"]);
}

#[test]
fn settings_that_contradict_one_another_are_told_in_a_sentence() {
    let why = open("127.0.0.1:3000", "https://access.example", &[]).unwrap_err();
    assert!(why.contains("nobody encrypts"), "{why}");
    let why = open("127.0.0.1:3000", "http://access.example", &TLS).unwrap_err();
    assert!(why.contains("which is not encrypted"), "{why}");
    for address in [
        "",
        "access.example",
        "ftp://access.example",
        "https://",
        "https://access.example/path",
        "https://access.example/?q",
        "https://access.example/#x",
        "https://me@access.example",
    ] {
        let why = open("127.0.0.1:3000", address, &TLS).unwrap_err();
        assert!(
            why.contains("is not an address that people can use"),
            "{why}"
        );
    }
}
