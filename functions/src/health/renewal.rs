//! Consents in a new epoch: what a person let somebody read does not end because the person lost a passkey.

use super::consent::{Agreed, Checked, Given, Kept, sealed_grant};
use super::work;
use crate::context::Visit;
use crate::db::{Health, Query, sql};
use crate::fault::Fault;
use hibiki_domain::health::{
    Category,
    consent::Purpose,
    sealed::{Keyring, Pepper, Terms, open_agreed},
};

/// The statements that seal the newest keys to everybody who may read now. What somebody else changed is left as it is:
/// nobody reads by it.
pub(super) async fn renew(
    visit: &Visit,
    keyring: &Keyring,
    pepper: &Pepper,
) -> Result<Vec<Query<Health>>, Fault> {
    let ask = sql::consent_grant::OF_PERSON.with(&[&keyring.person.as_str(), &visit.now]);
    let given: Vec<Given> = visit.health()?.read(ask).await?.all()?;
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let keys = work::keys_of(visit, given.iter().map(|given| given.grant.holder.as_str())).await?;
    let mut renewed = Vec::new();
    for given in given {
        let Ok(checked) = given.check(visit) else { continue };
        let Some((_, public)) = keys.iter().find(|(id, _)| *id == checked.work_key) else { continue };
        let Some(terms) = terms(keyring, &checked, &given) else { continue };
        let (before, who) = (given.grant.mac, given.grant.who);
        let Checked { consent, holder, work_key, from, until, .. } = &checked;
        let kept = Kept { work_key, public, who, pepper, from: *from, until: *until };
        let grant = sealed_grant(visit, keyring, (consent, holder), &terms, kept)?;
        renewed.push(sql::consent_grant::RENEW.with(&[
            &consent.as_str(),
            &before,
            &grant.tag,
            &grant.sealed,
            &grant.mac,
        ]));
    }
    Ok(renewed)
}

/// What was agreed, as the person's own roots open it.
fn terms(keyring: &Keyring, checked: &Checked, given: &Given) -> Option<Terms> {
    let agreed = open_agreed(keyring, &checked.consent, &given.agreed).ok()?;
    let agreed: Agreed = serde_json::from_str(&agreed).ok()?;
    Some(Terms { category: Category::parse(&agreed.category)?, purpose: Purpose::read(&agreed.purpose)? })
}
