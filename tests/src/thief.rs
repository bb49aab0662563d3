//! A thief of health records: takes rows out of stolen databases, and tries everything there is as every kind of key.

mod given;

use crate::{
    database::Database,
    town::{today, town, variable},
};
use chacha20poly1305::{
    Key, KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use given::Given;
use hibiki_domain::{
    health::{
        category::Category,
        sealed::{
            Bundle, CategoryKey, Epoch, Keyring, LockId, LockKey, LockKind, Pepper, RecordId, RecordPlace,
            RecoverySecret, Root, RootPlace, SessionKey, Shelf, open_before, open_manifest, open_note,
            open_pepper, open_record,
        },
    },
    secret::{Pseudonym, Sector, TownSecret},
};
use hibiki_protocol::EmergencySecretKey;
use hkdf::Hkdf;
use rusqlite::types::ValueRef;
use sha2::Sha256;
use std::collections::BTreeSet;

/// What was stolen, and what the thief made of it.
#[derive(Debug, Default)]
pub struct Thief {
    persons: Vec<Pseudonym>,
    /// Anything that may be a key.
    candidates: BTreeSet<Vec<u8>>,
    has_town_secret: bool,
    recovery: Vec<RecoverySecret>,
    secrets: Vec<Vec<u8>>,
    locks: Vec<Lock>,
    befores: Vec<(Pseudonym, i64, String)>,
    records: Vec<Record>,
    manifests: Vec<(Pseudonym, String, String)>,
    notes: Vec<(Pseudonym, i64, String)>,
    peppers: Vec<(Pseudonym, String)>,
    bundles: Vec<(String, String)>,
    given: Vec<Given>,
    bridges: Vec<EmergencySecretKey>,
}

#[derive(Debug)]
struct Lock {
    id: LockId,
    person: Pseudonym,
    epoch: Epoch,
    kind: LockKind,
    public: String,
    sealed: String,
}

#[derive(Debug)]
struct Record {
    person: Pseudonym,
    tag: String,
    seq: i64,
    id: RecordId,
    version: i64,
    sealed: String,
}

impl Lock {
    /// The second layer by itself, as docs/sealed-records.md has it: trying it together with every key would take days.
    fn second_layer_opens(&self, pepper: &[u8; 32]) -> bool {
        let epoch = u32::try_from(self.epoch.number()).expect("an epoch");
        let mut bound = Vec::new();
        for part in [
            b"hibiki root v1".as_slice(),
            b"health",
            b"lock",
            self.person.as_str().as_bytes(),
            &epoch.to_be_bytes(),
            self.kind.word().as_bytes(),
            self.id.as_str().as_bytes(),
        ] {
            bound.extend_from_slice(&u32::try_from(part.len()).expect("short").to_be_bytes());
            bound.extend_from_slice(part);
        }
        let mut key = [0; 32];
        let info: [&[u8]; 2] = [b"hibiki health v1 pepper ", &bound];
        Hkdf::<Sha256>::new(Some(b""), pepper).expand_multi_info(&info, &mut key).expect("32 bytes");
        let sealed = BASE64URL_NOPAD.decode(self.sealed.as_bytes()).expect("base64url");
        let (nonce, sealed) = sealed.split_first_chunk::<24>().expect("a nonce");
        let payload = Payload { msg: sealed, aad: &bound };
        XChaCha20Poly1305::new(&Key::from(key)).decrypt(&XNonce::from(*nonce), payload).is_ok()
    }
}

/// What a thief read.
#[derive(Debug, Default)]
pub struct Loot {
    /// Entries of records.
    pub entries: Vec<String>,
    /// Notes of logs.
    pub notes: Vec<String>,
    /// Roots of records.
    pub roots: usize,
    /// Lines of emergency summaries.
    pub summaries: Vec<String>,
    /// Ends of shelves, and what the session of somebody kept.
    pub others: usize,
}

impl Loot {
    /// Whether nothing opened at all.
    pub const fn is_nothing(&self) -> bool {
        self.entries.is_empty()
            && self.notes.is_empty()
            && self.summaries.is_empty()
            && self.roots == 0
            && self.others == 0
    }
}

fn pseudonym(text: &str) -> Pseudonym {
    Pseudonym::parse(text).expect("a pseudonym")
}

impl Thief {
    /// Somebody who is after the records of these people.
    pub fn after(persons: &[Pseudonym]) -> Self {
        Self { persons: persons.to_vec(), ..Self::default() }
    }

    fn rows<const N: usize>(&self, database: &Database, sql: &str) -> Vec<[String; N]> {
        let one = |person: &Pseudonym| {
            database.rows(sql, [person.as_str()], |row| {
                let mut values = [const { String::new() }; N];
                for (place, value) in values.iter_mut().enumerate() {
                    *value = row.get(place)?;
                }
                Ok(values)
            })
        };
        self.persons.iter().flat_map(one).collect()
    }

    /// Has the database `health`, in the file or in a copy of it.
    #[must_use]
    pub fn with_health(mut self, health: &Database) -> Self {
        let epoch = |text: &str| text.parse().ok().and_then(Epoch::from_number).expect("an epoch");
        let sql =
            "SELECT lock_id, person, CAST(epoch AS TEXT), kind, public, sealed FROM lock WHERE person = ?1";
        for [id, person, number, kind, public, sealed] in self.rows(health, sql) {
            let (id, kind) = (LockId::parse(&id).expect("an id"), LockKind::parse(&kind).expect("a kind"));
            let person = pseudonym(&person);
            self.locks.push(Lock { id, person, epoch: epoch(&number), kind, public, sealed });
        }
        let sql =
            "SELECT person, CAST(epoch AS TEXT), before FROM root WHERE person = ?1 AND before IS NOT NULL";
        for [person, number, before] in self.rows(health, sql) {
            self.befores.push((pseudonym(&person), epoch(&number).number(), before));
        }
        let sql = "SELECT person, tag, CAST(seq AS TEXT), record_id, CAST(version AS TEXT), sealed FROM record WHERE person = ?1";
        for [person, tag, seq, id, version, sealed] in self.rows(health, sql) {
            let id = RecordId::parse(&id).expect("an id");
            let (seq, version) = (seq.parse().expect("a number"), version.parse().expect("a number"));
            self.records.push(Record { person: pseudonym(&person), tag, seq, id, version, sealed });
        }
        for [person, tag, manifest] in
            self.rows(health, "SELECT person, tag, manifest FROM shelf WHERE person = ?1")
        {
            self.manifests.push((pseudonym(&person), tag, manifest));
        }
        let sql = "SELECT person, CAST(seq AS TEXT), sealed FROM access WHERE person = ?1";
        for [person, seq, sealed] in self.rows(health, sql) {
            self.notes.push((pseudonym(&person), seq.parse().expect("a number"), sealed));
        }
        self.given.push(Given::of(&self, health));
        self.everything_of(health);
        self
    }

    /// Has the database `vault`, in the file or in a copy of it.
    #[must_use]
    pub fn with_vault(mut self, vault: &Database) -> Self {
        for [person, sealed] in self.rows(vault, "SELECT person, sealed FROM pepper WHERE person = ?1") {
            self.peppers.push((pseudonym(&person), sealed));
        }
        for [session, sealed] in self.rows(vault, "SELECT session, sealed FROM opened WHERE person = ?1") {
            self.bundles.push((session, sealed));
        }
        self.everything_of(vault);
        self
    }

    /// Tries every value of the rows of a database in which one of the people, or one of `also`, is named.
    pub fn everything_of(&mut self, database: &Database) {
        let persons: Vec<String> = self.persons.iter().map(|person| person.as_str().to_owned()).collect();
        self.rows_that_name(database, &persons);
    }

    /// The same, for other names of theirs.
    pub fn rows_that_name(&mut self, database: &Database, names: &[String]) {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite*' AND name NOT GLOB '_cf*'";
        let tables: Vec<String> = database.rows(sql, [], |row| row.get(0));
        for table in tables {
            database.rows(&format!("SELECT * FROM \"{table}\""), [], |row| {
                let mut values = Vec::new();
                let mut place = 0;
                while let Ok(value) = row.get_ref(place) {
                    match value {
                        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => values.push(bytes.to_vec()),
                        _ => {}
                    }
                    place += 1;
                }
                let is_theirs =
                    values.iter().any(|value| names.iter().any(|name| value.as_slice() == name.as_bytes()));
                if is_theirs {
                    for value in &values {
                        self.candidate(value);
                    }
                }
                Ok(())
            });
        }
    }

    /// Has the signature with which a card opens its person's record: the key is made of it (`card_lock.rs`).
    pub fn card_signature(&mut self, signature: &[u8]) {
        let mut key = [0; 32];
        let info = b"hibiki card lock secret v1";
        Hkdf::<Sha256>::new(None, signature).expand(info, &mut key).expect("32 bytes");
        self.secret(&key);
    }

    /// Has something that is a secret of somebody's, of whatever length.
    pub fn secret(&mut self, bytes: &[u8]) {
        self.candidates.insert(bytes.to_vec());
        self.secrets.push(bytes.to_vec());
    }

    /// Has one more thing that may be a key, or hold one.
    pub fn candidate(&mut self, value: &[u8]) {
        let mut forms = vec![value.to_vec()];
        forms.extend(HEXLOWER_PERMISSIVE.decode(value));
        forms.extend(BASE64URL_NOPAD.decode(value));
        for form in forms {
            if (16..=64).contains(&form.len()) {
                self.candidates.insert(form);
            }
        }
    }

    /// Has the peppers alone opened: what the Worker does for somebody who is there.
    #[must_use]
    pub const fn with_peppers(mut self) -> Self {
        self.has_town_secret = true;
        self
    }

    /// Has the emergency key of a bridge.
    pub fn bridge_key(&mut self, key: EmergencySecretKey) {
        self.bridges.push(key);
    }

    /// Has what shares of the recovery key gave.
    pub fn recovery_key(&mut self, key: RecoverySecret) {
        self.recovery.push(key);
    }

    /// Has the Worker's secrets: the town's secret, everything that comes of it, and the operator's key.
    #[must_use]
    pub fn with_the_workers_secrets(mut self, ids: &[String]) -> Self {
        self.has_town_secret = true;
        let secret = variable("HIBIKI_TOWN_SECRET").expect("HIBIKI_TOWN_SECRET");
        self.candidate(secret.as_bytes());
        self.candidate(town().operator_key.as_bytes());
        // Every word in the program's own file is tried as the label of a key, and every word with a name behind it.
        let program = include_str!("../../functions/domain/src/secret.rs");
        let bytes = HEXLOWER_PERMISSIVE.decode(secret.trim().as_bytes()).expect("hexadecimal");
        let derived = Hkdf::<Sha256>::new(Some(b"hibiki v1"), &bytes);
        let names = ["mypage", "campus", "health", "identity", "root", "lock", "grant", "envelope", "inbox"];
        for label in program.split('"').skip(1).step_by(2) {
            let labels = match label.split_once('{') {
                Some((start, _)) => names.iter().map(|name| format!("{start}{name}")).collect(),
                None => vec![label.to_owned()],
            };
            for label in labels {
                let mut key = [0; 32];
                derived.expand(label.as_bytes(), &mut key).expect("32 bytes");
                self.candidate(&key);
            }
        }
        self.what_the_secret_makes_of(ids);
        self
    }

    fn what_the_secret_makes_of(&mut self, ids: &[String]) {
        let secret: &TownSecret = &town().secret;
        let persons = self.persons.clone();
        for id in ids {
            for kind in LockKind::ALL {
                self.candidate(secret.lock_holder(kind, id.as_bytes()).as_bytes());
            }
            if let Ok(person) = hibiki_domain::ids::PersonId::parse(id) {
                self.candidate(&secret.passkey_user_handle(&person));
                for sector in [Sector::MyPage, Sector::Campus, Sector::Health] {
                    self.candidate(secret.pseudonym(sector, &person).as_str().as_bytes());
                }
            }
        }
        for person in &persons {
            self.candidate(secret.log_key("health").row(&[person.as_str().as_bytes()]).as_bytes());
            for other in &persons {
                self.candidate(secret.family_reference(person, other).as_bytes());
            }
            for table in ["root", "lock", "pepper"] {
                self.candidate(secret.row_mac(table, &[person.as_str().as_bytes()]).as_bytes());
            }
        }
    }

    fn epochs(&self, person: &Pseudonym) -> BTreeSet<Epoch> {
        let locks = self.locks.iter().filter(|lock| lock.person == *person).map(|lock| lock.epoch);
        // Of an epoch that is over there are no locks any more, but the root that followed it.
        let followed = self.befores.iter().filter(|(whose, _, _)| whose == person);
        locks.chain(followed.filter_map(|(_, number, _)| Epoch::from_number(number - 1))).collect()
    }

    /// Everything stolen that may be a key of 32 bytes.
    pub fn keys(&self) -> impl Iterator<Item = [u8; 32]> + '_ {
        self.candidates.iter().filter_map(|candidate| candidate.as_slice().try_into().ok())
    }

    fn opened_peppers(&self) -> impl Iterator<Item = Pepper> + '_ {
        let open = |(person, sealed): &(Pseudonym, String)| open_pepper(&town().secret, person, sealed).ok();
        self.peppers.iter().filter(|_| self.has_town_secret).filter_map(open)
    }

    /// The peppers that take the second layer off this lock's root.
    fn peppers(&self, lock: &Lock) -> Vec<Pepper> {
        let guessed = self.keys().filter(|key| lock.second_layer_opens(key)).map(Pepper::from_bytes);
        self.opened_peppers().chain(guessed).collect()
    }

    /// Everything that may be the pepper of one of the people.
    fn any_pepper(&self) -> impl Iterator<Item = Pepper> + '_ {
        self.opened_peppers().chain(self.keys().map(Pepper::from_bytes))
    }

    /// Tries everything as everything.
    pub fn read(mut self) -> Loot {
        let mut loot = Loot::default();
        let mut roots: Vec<(Pseudonym, Epoch, Root)> = Vec::new();
        for (session, sealed) in &self.bundles {
            let cookies = self.candidates.iter().map(|candidate| SessionKey::of_cookie(candidate));
            let mut keys = cookies.chain(self.keys().map(SessionKey::from_bytes));
            if let Some(bundle) = keys.find_map(|key| Bundle::open(&key, session, sealed).ok()) {
                loot.others += 1;
                for keyring in std::iter::once(&bundle.own).chain(&bundle.children) {
                    let all =
                        keyring.all().map(|(epoch, root)| (keyring.person.clone(), epoch, root.clone()));
                    roots.extend(all);
                }
            }
        }
        // A root opens what a guardian may, and what stood before it.
        for _ in 0..3 {
            let of_guardians: Vec<_> = roots.iter().map(|(_, _, root)| root.guardian_secret()).collect();
            self.candidates.extend(of_guardians.iter().map(|secret| secret.to_vec()));
            let known = roots.len();
            roots.extend(self.locks_that_open(&roots));
            for (person, number, before) in &self.befores {
                let here =
                    roots.iter().find(|(whose, epoch, _)| whose == person && epoch.number() == *number);
                let opened =
                    here.and_then(|(_, epoch, root)| open_before(person, (*epoch, root), before).ok());
                let epoch = Epoch::from_number(number - 1);
                roots.extend(opened.zip(epoch).map(|(root, epoch)| (person.clone(), epoch, root)));
            }
            if roots.len() == known {
                break;
            }
        }
        loot.roots = roots.len();
        self.try_as_roots(&roots, &mut loot);
        for given in &self.given {
            for (person, key) in given.category_keys(&self) {
                for category in Category::ALL {
                    self.try_as_category_key(&person, &key, category, &mut loot);
                }
            }
            loot.summaries.extend(given.summaries(&self));
        }
        loot
    }

    fn locks_that_open(&self, known: &[(Pseudonym, Epoch, Root)]) -> Vec<(Pseudonym, Epoch, Root)> {
        let is_known = |lock: &&Lock| {
            known.iter().any(|(person, epoch, _)| *person == lock.person && *epoch == lock.epoch)
        };
        let mut opened = Vec::new();
        for lock in self.locks.iter().filter(|lock| !is_known(lock)) {
            let peppers = self.peppers(lock);
            if peppers.is_empty() {
                continue;
            }
            let place =
                RootPlace { person: &lock.person, epoch: lock.epoch, kind: lock.kind, lock: &lock.id };
            let keys = self.keys().map(|key| key.to_vec()).chain(self.secrets.iter().cloned());
            let made = keys.map(|secret| LockKey::new(lock.kind, &lock.id, &secret));
            let guessed = self.keys().map(|key| RecoverySecret::from_bytes(key).key());
            let recovery = self.recovery.iter().map(RecoverySecret::key).chain(guessed);
            // The public half tells which secret it was made from; only that one can open it.
            let fits = |key: &LockKey| key.public().to_text() == lock.public;
            let keys: Vec<LockKey> = match lock.kind {
                LockKind::Recovery => recovery.filter(fits).collect(),
                _ => made.filter(fits).collect(),
            };
            let root = keys.iter().find_map(|key| {
                peppers.iter().find_map(|pepper| key.open(pepper, &place, &lock.sealed).ok())
            });
            opened.extend(root.map(|root| (lock.person.clone(), lock.epoch, root)));
        }
        opened
    }

    fn try_as_roots(&self, roots: &[(Pseudonym, Epoch, Root)], loot: &mut Loot) {
        let guessed: Vec<Root> = self.keys().map(Root::from_bytes).collect();
        let categories: Vec<CategoryKey> = self.keys().map(CategoryKey::from_bytes).collect();
        for person in &self.persons {
            let own =
                roots.iter().filter(|(whose, _, _)| whose == person).map(|(_, _, root)| (root, usize::MAX));
            // Of a root that is only guessed two notes say enough.
            for (root, most) in own.chain(guessed.iter().map(|root| (root, 2))) {
                for epoch in self.epochs(person) {
                    let keyring = Keyring::new(person.clone(), (epoch, root.clone()), Vec::new());
                    let notes = self.notes.iter().filter(|(whose, _, _)| whose == person).take(most);
                    loot.notes
                        .extend(notes.filter_map(|(_, seq, text)| open_note(&keyring, *seq, text).ok()));
                }
                for category in Category::ALL {
                    self.try_as_category_key(person, &root.category_key(category), category, loot);
                }
            }
            for key in &categories {
                for category in Category::ALL {
                    self.try_as_category_key(person, key, category, loot);
                }
            }
        }
    }

    /// The key names its own shelves: what lies on others is not tried with it.
    fn try_as_category_key(
        &self,
        person: &Pseudonym,
        key: &CategoryKey,
        category: Category,
        loot: &mut Loot,
    ) {
        // A shelf is of a whole category or of a year of it.
        let year = u16::try_from(today().parts().0).expect("a year");
        for shelf in [0, year].map(|part| Shelf { category, part }) {
            let tag = key.tag_of(shelf);
            let is_there = |whose: &Pseudonym, named: &str| whose == person && named == tag.as_str();
            let records: Vec<_> =
                self.records.iter().filter(|record| is_there(&record.person, &record.tag)).collect();
            let manifests: Vec<_> =
                self.manifests.iter().filter(|(whose, tag, _)| is_there(whose, tag)).collect();
            for epoch in self.epochs(person) {
                for record in &records {
                    let place = RecordPlace {
                        person,
                        epoch,
                        shelf,
                        seq: record.seq,
                        record: &record.id,
                        version: record.version,
                    };
                    let opened = open_record(key, &place, &record.sealed).ok();
                    loot.entries.extend(opened.map(|entry| String::from_utf8_lossy(&entry).into_owned()));
                }
                let open = |text: &str| open_manifest(key, (person, epoch, shelf), text).is_ok();
                loot.others += manifests.iter().filter(|(_, _, text)| open(text)).count();
            }
        }
    }
}
