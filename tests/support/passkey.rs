//! A device that keeps a passkey and has verified its user: what a browser answers with, as `WebAuthn` says (section 6.1 for
//! the bytes that are signed, 5.8.1 for the JSON beside them).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const WITH_KEY: u8 = 1 << 6;

/// A passkey of one account at one site.
pub struct Passkey {
    key: EcdsaKeyPair,
    id: [u8; 16],
    /// Whose it is, as the site names them.
    user: Value,
}

impl Passkey {
    /// Makes one as the site's `options` ask, with the answer that adds it.
    pub fn make(options: &str, origin: &str) -> (Self, String) {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        let id = ring::rand::generate::<[u8; 16]>(&random).unwrap().expose();
        let asked: Value = serde_json::from_str(options).unwrap();
        let asked = &asked["publicKey"];
        let user = asked["user"]["id"].clone();
        let passkey = Self { key, id, user };

        let mut signed = about(
            asked["rp"]["id"].as_str().unwrap(),
            PRESENT | VERIFIED | WITH_KEY,
        );
        signed.extend([0; 16]);
        signed.extend([0, u8::try_from(id.len()).unwrap()]);
        signed.extend(id);
        signed.extend(passkey.public_key());
        // CBOR: a map of three, `fmt` "none", `attStmt` an empty map, `authData` so many bytes.
        let mut attestation = vec![0xA3, 0x63];
        attestation.extend(b"fmt\x64none\x67attStmt\xA0\x68authData");
        attestation.extend([0x58, u8::try_from(signed.len()).unwrap()]);
        attestation.extend(signed);
        let said = client_data("webauthn.create", asked, origin);
        let answer = passkey.answer(json!({
            "attestationObject": URL_SAFE_NO_PAD.encode(attestation),
            "clientDataJSON": URL_SAFE_NO_PAD.encode(said),
        }));
        (passkey, answer)
    }

    /// Shows it as the site's `options` ask.
    pub fn show(&self, options: &str, origin: &str) -> String {
        let asked: Value = serde_json::from_str(options).unwrap();
        let asked = &asked["publicKey"];
        let data = about(asked["rpId"].as_str().unwrap(), PRESENT | VERIFIED);
        let said = client_data("webauthn.get", asked, origin);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, &said).as_ref());
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(json!({
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "clientDataJSON": URL_SAFE_NO_PAD.encode(said),
            "signature": URL_SAFE_NO_PAD.encode(signature),
            "userHandle": self.user,
        }))
    }

    fn answer(&self, response: Value) -> String {
        let id = URL_SAFE_NO_PAD.encode(self.id);
        let answer = json!({
            "id": id, "rawId": id, "type": "public-key", "extensions": {}, "response": response,
        });
        answer.to_string()
    }

    /// As a COSE key: an elliptic curve of two coordinates (kty 2), ES256 (alg -7), P-256 (crv 1), x, y.
    fn public_key(&self) -> Vec<u8> {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let mut key = vec![0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32];
        key.extend(x);
        key.extend([0x22, 0x58, 32]);
        key.extend(y);
        key
    }
}

/// The site, what the device has done, and a counter that it does not keep.
fn about(site: &str, flags: u8) -> Vec<u8> {
    let mut about = digest(&SHA256, site.as_bytes()).as_ref().to_vec();
    about.extend([flags, 0, 0, 0, 0]);
    about
}

fn client_data(kind: &str, asked: &Value, origin: &str) -> Vec<u8> {
    let said = json!({
        "type": kind, "challenge": asked["challenge"], "origin": origin, "crossOrigin": false,
    });
    said.to_string().into_bytes()
}
