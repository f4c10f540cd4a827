//! The provider's keys, and the tokens that it signs with them.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding, RsaKeyPair,
};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

/// How a token is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// With the RSA key.
    Rs256,
    /// With the elliptic curve key.
    Es256,
    /// With the RSA key, the other padding.
    Ps256,
    /// With the client's secret, as `HS256` means.
    Hs256,
    /// With the published RSA key as if it were a secret: what a client that believes the header would accept.
    Hs256WithPublicKey,
    /// Not at all, `alg: none`.
    Unsigned,
}

/// A token to be signed: by whom is up to [`Signing`].
#[derive(Clone, Copy)]
pub struct Seal {
    /// With what.
    pub signing: Signing,
    /// Whether the header names the key.
    pub names_key: bool,
    /// Whether the signature is one of something else.
    pub broken: bool,
}

impl From<Signing> for Seal {
    fn from(signing: Signing) -> Self {
        Self { signing, names_key: true, broken: false }
    }
}

/// Made once for all tests: it takes longer than anything else here.
static RSA: LazyLock<[RsaKeyPair; 3]> =
    LazyLock::new(|| std::array::from_fn(|_| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key")));
static EC: LazyLock<[EcdsaKeyPair; 3]> = LazyLock::new(|| {
    std::array::from_fn(|_| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
});

/// The published keys, as the conformance suite lays them out: two that can sign of each kind that Parvis knows, one
/// of two kinds that it does not, and two that only encrypt. `generation` counts rotations.
pub(super) fn published(generation: usize) -> Value {
    let signs = |mut key: Value, name: &str| {
        key["use"] = json!("sig");
        key["kid"] = json!(format!("{name}-{generation}"));
        key
    };
    let encrypts = |mut key: Value, name: &str, algorithm: &str| {
        key["use"] = json!("enc");
        key["alg"] = json!(algorithm);
        key["kid"] = json!(name);
        key
    };
    // secp256k1's base point, and the key of RFC 8037, appendix A.2.
    let koblitz = json!({"kty": "EC", "crv": "secp256k1",
        "x": "eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g", "y": "SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg"});
    let edwards = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    json!({"keys": [
        signs(rsa(generation), "rsa"),
        signs(rsa(generation + 1), "other-rsa"),
        signs(ec(generation), "ec"),
        signs(ec(generation + 1), "other-ec"),
        signs(koblitz, "koblitz"),
        signs(edwards, "edwards"),
        encrypts(rsa(generation + 2), "rsa-enc", "RSA-OAEP"),
        encrypts(ec(generation + 2), "ec-enc", "ECDH-ES"),
    ]})
}

fn rsa(index: usize) -> Value {
    let key = RSA[index % RSA.len()].public_key();
    let number = |bytes: &[u8]| BASE64.encode(bytes);
    json!({"kty": "RSA", "n": number(key.modulus().big_endian_without_leading_zero()),
        "e": number(key.exponent().big_endian_without_leading_zero())})
}

fn ec(index: usize) -> Value {
    // 04, then both coordinates.
    let point = EC[index % EC.len()].public_key().as_ref();
    json!({"kty": "EC", "crv": "P-256", "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..])})
}

/// A JSON web token of these claims.
pub(super) fn token(seal: Seal, generation: usize, secret: &str, claims: &[u8]) -> String {
    let (algorithm, key) = match seal.signing {
        Signing::Rs256 => ("RS256", "rsa"),
        Signing::Es256 => ("ES256", "ec"),
        Signing::Ps256 => ("PS256", "rsa"),
        Signing::Hs256 | Signing::Hs256WithPublicKey => ("HS256", "rsa"),
        Signing::Unsigned => ("none", "rsa"),
    };
    let mut header = json!({"typ": "JWT", "alg": algorithm});
    if seal.names_key && seal.signing != Signing::Unsigned {
        header["kid"] = json!(format!("{key}-{generation}"));
    }
    let text = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims));
    let signed = if seal.broken { "something else" } else { text.as_str() };
    let signature = sign(seal.signing, generation, secret, signed.as_bytes());
    format!("{text}.{}", BASE64.encode(signature))
}

fn sign(signing: Signing, generation: usize, secret: &str, text: &[u8]) -> Vec<u8> {
    let rsa_key = &RSA[generation % RSA.len()];
    let with_rsa = |padding: &'static dyn RsaEncoding| {
        let mut signature = vec![0; rsa_key.public_modulus_len()];
        rsa_key.sign(padding, &SystemRandom::new(), text, &mut signature).expect("a signature");
        signature
    };
    let with_secret =
        |secret: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text).as_ref().to_vec();
    match signing {
        Signing::Rs256 => with_rsa(&RSA_PKCS1_SHA256),
        Signing::Ps256 => with_rsa(&RSA_PSS_SHA256),
        Signing::Es256 => {
            let key = &EC[generation % EC.len()];
            key.sign(&SystemRandom::new(), text).expect("a signature").as_ref().to_vec()
        }
        Signing::Hs256 => with_secret(secret.as_bytes()),
        Signing::Hs256WithPublicKey => with_secret(rsa_key.public_key().as_ref()),
        Signing::Unsigned => Vec::new(),
    }
}

/// The hash of an access token (OpenID Connect Core §3.1.3.6) for algorithms of 256 bits.
pub(super) fn half_hash(access_token: &str) -> String {
    BASE64.encode(&sha256(access_token.as_bytes())[..16])
}

/// The challenge of a PKCE verifier (RFC 7636 §4.2).
pub(super) fn challenge(verifier: &str) -> String {
    BASE64.encode(sha256(verifier.as_bytes()))
}

fn sha256(text: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, text).as_ref().to_vec()
}
