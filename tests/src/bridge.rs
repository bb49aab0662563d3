//! A software card-bridge. Every part of its answers can be made wrong.

use crate::{
    actors,
    card::Card,
    http::{Ask, Client, Reply, operator},
    town::{random, town, unique},
};
use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::{Signer as _, SigningKey};
use hibiki_domain::role::Role;
use hibiki_protocol::{
    AuthenticatorData, BridgePublicKey, Challenge, ClientData, EmergencyError, EmergencySecretKey,
    EmergencySummary, Evidence, Flags, KeyId, PairingCode, Purpose, RpIdHash, SealPublicKey, Want,
    card_message, enrolment_bytes, seal, signed_bytes,
};
use serde_json::{Value, json};
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU32, Ordering},
};

/// A bridge: a key and a counter that rises.
#[derive(Debug, Clone)]
pub struct Bridge {
    /// What signs.
    pub key: SigningKey,
    counter: Arc<AtomicU32>,
    /// What its emergency key is made from, if it has one.
    emergency: Option<[u8; 32]>,
}

impl Bridge {
    /// One that no town knows.
    pub fn unknown() -> Self {
        Self {
            key: SigningKey::from_bytes(&random::<32>()),
            counter: Arc::new(AtomicU32::new(0)),
            emergency: None,
        }
    }

    /// One that the operator just enrolled.
    pub fn enrolled() -> Self {
        let bridge = Self::unknown();
        bridge.enrol(&pairing_code()).expect(201);
        bridge
    }

    /// One that the operator just enrolled with an emergency key, which nobody has confirmed.
    pub fn for_emergencies() -> Self {
        let bridge = Self { emergency: Some(random()), ..Self::unknown() };
        let reply = bridge.enrol(&pairing_code()).expect(201).json();
        assert_eq!(reply["emergency"], true, "the town keeps the key");
        bridge
    }

    /// One at which medics read summaries: two administrators have compared its key.
    pub fn of_medics() -> Self {
        let bridge = Self::for_emergencies();
        for mut admin in [actors::admin(), actors::staff(Role::Admin)] {
            bridge.confirm(&mut admin.client).leads_to("/desk/bridges");
        }
        bridge
    }

    /// An administrator types what the machine printed.
    pub fn confirm(&self, admin: &mut Client) -> Reply {
        let printed = self.emergency_key().expect("an emergency key").public_key().fingerprint();
        admin.form("/desk/bridges/confirm", &[("id", &self.key_id().to_string()), ("code", &printed)])
    }

    /// Its emergency key.
    pub fn emergency_key(&self) -> Option<EmergencySecretKey> {
        self.emergency.as_ref().map(EmergencySecretKey::derive)
    }

    /// What it shows of what the town released for a tap of its own.
    pub fn show(&self, tap: &Tap, envelope: &str) -> Result<EmergencySummary, EmergencyError> {
        let released = BASE64URL_NOPAD.decode(envelope.as_bytes()).expect("base64url");
        let key = self.emergency_key().expect("an emergency key");
        key.open(&seal_key(), self.key_id(), &tap.client_data_hash(), &released)
    }

    /// Asks the town to trust it.
    pub fn enrol(&self, code: &str) -> Reply {
        Client::new().send(&self.enrolment(code))
    }

    /// What it sends to be trusted.
    pub fn enrolment(&self, code: &str) -> Ask {
        let public = self.public_key();
        let code = PairingCode::parse(code).expect("a pairing code");
        let emergency = self.emergency_key().map(|key| key.public_key());
        let message = enrolment_bytes(&town().origin, &code, &public, emergency.as_ref());
        let mut body = json!({
            "code": code.as_str(),
            "public_key": public,
            "signature": BASE64URL_NOPAD.encode(&self.key.sign(&message).to_bytes()),
        });
        if let Some(key) = emergency {
            body["emergency_key"] = json!(key);
        }
        Ask::post("/api/bridges/enrol").without_origin().json(&body)
    }

    /// Its public key.
    pub fn public_key(&self) -> BridgePublicKey {
        BridgePublicKey::from_bytes(self.key.verifying_key().to_bytes())
    }

    /// How the town calls its key.
    pub fn key_id(&self) -> KeyId {
        self.public_key().key_id()
    }

    /// The next counter.
    pub fn count(&self) -> u32 {
        self.counter.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// What it answers when `card` is touched for this challenge of `POST /api/tap/challenge`.
    pub fn tap(&self, asked: &Value, card: &Card) -> Tap {
        let word = |name: &str| asked[name].as_str().expect("a challenge").to_owned();
        let want = Want::parse(&word("want")).expect("want");
        let mut tap = Tap {
            challenge: Challenge::parse(&word("challenge")).expect("challenge"),
            origin: town().origin.clone(),
            purpose: Purpose::parse(&word("purpose")).expect("purpose"),
            want,
            rp_id: town().rp_id.clone(),
            flags: Flags { card_present: true, pin_verified: want.needs_pin() },
            counter: self.count(),
            key_id: self.key_id(),
            seal_key: seal_key(),
            evidence: Evidence::default(),
            sealed: None,
            signer: self.key.clone(),
        };
        tap.evidence = card.evidence(want, &tap.rp_id, &tap.card_message());
        tap
    }
}

/// A code with which the operator enrols a bridge.
pub fn pairing_code() -> String {
    let name = unique("テストの窓口");
    let ask = Ask::post("/ops/bridges").without_origin().json(&json!({ "name": name, "place": "役場1階" }));
    operator(&ask).expect(201).json()["code"].as_str().expect("code").to_owned()
}

/// To what evidence is sealed.
pub fn seal_key() -> SealPublicKey {
    static KEY: OnceLock<SealPublicKey> = OnceLock::new();
    *KEY.get_or_init(|| {
        let info = Client::new().get("/.well-known/hibiki.json").expect(200).json();
        SealPublicKey::parse(info["seal_key"].as_str().expect("seal_key")).expect("a key")
    })
}

/// A tap, before it is sealed and signed.
#[derive(Debug, Clone)]
pub struct Tap {
    /// What the page asked with.
    pub challenge: Challenge,
    /// Which page the browser said it was.
    pub origin: String,
    /// For what the page asked.
    pub purpose: Purpose,
    /// What it wanted to learn.
    pub want: Want,
    /// For which town.
    pub rp_id: String,
    /// What happened at the reader.
    pub flags: Flags,
    /// The counter.
    pub counter: u32,
    /// Which key it says signed.
    pub key_id: KeyId,
    /// To whom the evidence is sealed.
    pub seal_key: SealPublicKey,
    /// What the card told.
    pub evidence: Evidence,
    /// Sealed bytes from elsewhere.
    pub sealed: Option<Vec<u8>>,
    /// What signs.
    pub signer: SigningKey,
}

impl Tap {
    /// What the card's own key signs.
    pub fn card_message(&self) -> Vec<u8> {
        card_message(&RpIdHash::of(&self.rp_id), &self.client_data_hash())
    }

    /// The hash of the client data.
    pub fn client_data_hash(&self) -> [u8; 32] {
        ClientData::new(self.challenge, &self.origin, self.purpose, self.want).hash()
    }

    /// The authenticator data.
    pub fn data(&self) -> Vec<u8> {
        let mut data = AuthenticatorData {
            rp_id_hash: RpIdHash::of(&self.rp_id),
            flags: self.flags,
            counter: self.counter,
            key_id: self.key_id,
            sealed: Vec::new(),
        };
        let bound = data.bound_bytes(&self.client_data_hash());
        data.sealed = self
            .sealed
            .clone()
            .unwrap_or_else(|| seal(&self.seal_key, &self.evidence.to_bytes(), &bound).expect("sealed"));
        data.to_bytes()
    }

    /// The signature over `data`.
    pub fn signature(&self, data: &[u8]) -> [u8; 64] {
        self.signer.sign(&signed_bytes(data, &self.client_data_hash())).to_bytes()
    }

    /// As the bridge hands it over.
    pub fn assertion(&self) -> Value {
        let data = self.data();
        let signature = self.signature(&data);
        written(&data, &signature)
    }

    /// As the page sends it to log in or to step up.
    pub fn log_in(&self) -> Value {
        let purpose = if self.purpose == Purpose::StepUp { "step-up" } else { "login" };
        json!({ "purpose": purpose, "challenge": self.challenge, "assertion": self.assertion() })
    }

    /// As the page sends it to bind or to add a card, and to open a record.
    pub fn bind(&self) -> Value {
        json!({ "challenge": self.challenge, "assertion": self.assertion() })
    }
}

/// An assertion of these very bytes.
pub fn written(data: &[u8], signature: &[u8; 64]) -> Value {
    json!({ "authenticator_data": BASE64URL_NOPAD.encode(data), "signature": BASE64URL_NOPAD.encode(signature) })
}
