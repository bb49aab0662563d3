//! Bridges that may show emergency summaries: their second key came with the enrolment, and two people of the staff
//! compared it with what the machine prints.

use crate::context::Visit;
use crate::db::{Database, Identity, Query, Rows, sql};
use crate::fault::Fault;
use hibiki_domain::{ids::PersonId, secret::TownSecret};
use hibiki_protocol::{BridgePublicKey, EmergencyPublicKey, KeyId};
use serde::Deserialize;

/// So many different people have to confirm a key.
pub(crate) const NEEDED: usize = 2;

/// A bridge that was not revoked and whose row is as the Worker wrote it.
#[derive(Debug)]
pub(crate) struct EmergencyBridge {
    pub(crate) key_id: KeyId,
    pub(crate) key: EmergencyPublicKey,
    pub(crate) name: String,
    pub(crate) place: String,
    /// Who confirmed it: id and name.
    pub(crate) confirmed: Vec<(PersonId, String)>,
}

impl EmergencyBridge {
    /// Whether summaries are sealed to it, and shown at it.
    pub(crate) const fn counts(&self) -> bool {
        self.confirmed.len() >= NEEDED
    }

    /// Name and place, as people are told.
    pub(crate) fn called(&self) -> String {
        format!("{}（{}）", self.name, self.place)
    }
}

/// Keeps the key of a bridge that is just being enrolled.
pub(crate) fn keep(visit: &Visit, bridge: &BridgePublicKey, key: &EmergencyPublicKey) -> Query<Identity> {
    let (key_id, public, key) = (bridge.key_id().to_string(), bridge.to_string(), key.to_string());
    let secret = &visit.config.secret;
    let mac = of_bridge((&key_id, &public, &key), visit.now.0, |parts| secret.row_mac(BRIDGE, parts));
    sql::emergency_bridge::INSERT.with(&[&key_id, &key, &visit.now, &mac])
}

/// Writes that somebody of the staff compared the key. A second click changes nothing.
pub(crate) fn confirm(visit: &Visit, bridge: &EmergencyBridge, staff: &PersonId) -> Query<Identity> {
    let (key_id, key) = (bridge.key_id.to_string(), bridge.key.to_string());
    let secret = &visit.config.secret;
    let mac =
        of_confirmation((&key_id, &key), staff, visit.now.0, |parts| secret.row_mac(CONFIRMATION, parts));
    sql::emergency_bridge::CONFIRM.with(&[&key_id, &staff.as_str(), &visit.now, &mac])
}

const BRIDGE: &str = "emergency_bridge";
const CONFIRMATION: &str = "emergency_confirmation";

fn of_bridge<T>((key_id, public, key): (&str, &str, &str), at: i64, then: impl FnOnce(&[&[u8]]) -> T) -> T {
    then(&[key_id.as_bytes(), public.as_bytes(), key.as_bytes(), &at.to_be_bytes()])
}

fn of_confirmation<T>(
    (key_id, key): (&str, &str),
    staff: &PersonId,
    at: i64,
    then: impl FnOnce(&[&[u8]]) -> T,
) -> T {
    then(&[key_id.as_bytes(), key.as_bytes(), staff.as_str().as_bytes(), &at.to_be_bytes()])
}

#[derive(Deserialize)]
struct Row {
    key_id: String,
    emergency_key: String,
    created_at: i64,
    mac: String,
    public_key: String,
    name: String,
    place: String,
    staff: Option<PersonId>,
    confirmed_at: Option<i64>,
    confirmation_mac: Option<String>,
    staff_name: Option<String>,
}

/// The statement for [`read`]: all that were not revoked, or one.
pub(crate) fn ask(key_id: Option<&KeyId>) -> Query<Identity> {
    sql::emergency_bridge::LIST.with(&[&key_id.map(ToString::to_string)])
}

/// What [`ask`] found. A row that somebody else wrote is as if it were not there, and so is such a confirmation.
pub(crate) fn read(secret: &TownSecret, rows: &Rows) -> Result<Vec<EmergencyBridge>, Fault> {
    let mut bridges: Vec<EmergencyBridge> = Vec::new();
    for row in rows.all::<Row>()? {
        let is_ours =
            of_bridge((&row.key_id, &row.public_key, &row.emergency_key), row.created_at, |parts| {
                secret.row_is_ours(BRIDGE, parts, &row.mac)
            });
        let keys = KeyId::parse(&row.key_id).ok().zip(EmergencyPublicKey::parse(&row.emergency_key).ok());
        let Some((key_id, key)) = keys.filter(|_| is_ours) else {
            worker::console_error!("identity: the row of an emergency bridge was changed by somebody else");
            continue;
        };
        if bridges.last().is_none_or(|bridge| bridge.key_id != key_id) {
            let (name, place) = (row.name, row.place);
            bridges.push(EmergencyBridge { key_id, key, name, place, confirmed: Vec::new() });
        }
        let (Some(staff), Some(at), Some(mac)) = (row.staff, row.confirmed_at, row.confirmation_mac) else {
            continue;
        };
        let is_ours = of_confirmation((&row.key_id, &row.emergency_key), &staff, at, |parts| {
            secret.row_is_ours(CONFIRMATION, parts, &mac)
        });
        if let Some(bridge) = bridges.last_mut().filter(|_| is_ours) {
            bridge.confirmed.push((staff, row.staff_name.unwrap_or_default()));
        }
    }
    Ok(bridges)
}

/// The bridges to which summaries are sealed today.
pub(crate) async fn counting(
    identity: &Database<Identity>,
    secret: &TownSecret,
) -> Result<Vec<EmergencyBridge>, Fault> {
    let rows = identity.read(ask(None)).await?;
    Ok(read(secret, &rows)?.into_iter().filter(EmergencyBridge::counts).collect())
}
