//! What a town configures.

use crate::fault::Fault;
use hibiki_domain::{
    health::sealed::LockPublicKey,
    jpki::Authorities,
    passkey::RelyingParty,
    secret::{OperatorKey, TownSecret},
};
use std::{cell::OnceCell, rc::Rc};
use worker::Env;

/// A town's configuration, read once in the life of an instance.
#[derive(Debug)]
pub(crate) struct Config {
    /// The town for passkeys: id, exact origin, name.
    pub(crate) rp: RelyingParty,
    /// Where a page finds the bridge on its own machine.
    pub(crate) bridge_origin: String,
    /// The certificates of [`Self::authorities`], not yet looked at.
    unverified_authorities: String,
    authorities: OnceCell<Authorities>,
    /// The town's secret.
    pub(crate) secret: TownSecret,
    /// The public half of the town's recovery key, if there is one: without it no health record begins.
    pub(crate) recovery_key: Option<LockPublicKey>,
    /// Whether somebody else approves what organizers send.
    pub(crate) approval: bool,
    /// The operator's key.
    pub(crate) operator_key: OperatorKey,
}

thread_local! {
    static CONFIG: OnceCell<Rc<Config>> = const { std::cell::OnceCell::new() };
}

impl Config {
    /// Reads the configuration; says in the log which part of it is missing or wrong.
    pub(crate) fn load(env: &Env) -> Result<Rc<Self>, Fault> {
        CONFIG.with(|cell| {
            if let Some(config) = cell.get() {
                return Ok(config.clone());
            }
            let config = Rc::new(Self::read(env)?);
            Ok(cell.get_or_init(|| config).clone())
        })
    }

    /// Which cards' certificates count. Read when the first card comes: RSA keys are the dearest part of starting.
    pub(crate) fn authorities(&self) -> Result<&Authorities, Fault> {
        if let Some(authorities) = self.authorities.get() {
            return Ok(authorities);
        }
        let authorities =
            Authorities::parse(&self.unverified_authorities).map_err(|_| Fault::misconfigured("JPKI_CAS"))?;
        Ok(self.authorities.get_or_init(|| authorities))
    }

    fn read(env: &Env) -> Result<Self, Fault> {
        let var = |name: &'static str| {
            env.var(name).map(|value| value.to_string()).map_err(|_| Fault::misconfigured(name))
        };
        let secret = |name: &'static str| {
            env.secret(name).map(|value| value.to_string()).map_err(|_| Fault::misconfigured(name))
        };
        let origin = var("ORIGIN")?;
        let id = rp_id(&origin).ok_or_else(|| Fault::misconfigured("ORIGIN"))?;
        let port: u16 = var("BRIDGE_PORT")?.parse().map_err(|_| Fault::misconfigured("BRIDGE_PORT"))?;
        Ok(Self {
            rp: RelyingParty { id, origin, name: var("TOWN_NAME")? },
            bridge_origin: format!("http://127.0.0.1:{port}"),
            unverified_authorities: var("JPKI_CAS")?,
            authorities: OnceCell::new(),
            secret: TownSecret::parse(&secret("TOWN_SECRET")?)
                .map_err(|_| Fault::misconfigured("TOWN_SECRET"))?,
            recovery_key: match var("RECOVERY_KEY")?.as_str() {
                "" => None,
                text => Some(LockPublicKey::parse(text).ok_or_else(|| Fault::misconfigured("RECOVERY_KEY"))?),
            },
            approval: match var("DESK_APPROVAL")?.as_str() {
                "editor" => true,
                "none" => false,
                _ => return Err(Fault::misconfigured("DESK_APPROVAL")),
            },
            operator_key: OperatorKey::parse(&secret("OPERATOR_KEY")?)
                .map_err(|_| Fault::misconfigured("OPERATOR_KEY"))?,
        })
    }
}

/// The host name of an origin without anything behind it.
fn rp_id(origin: &str) -> Option<String> {
    let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"))?;
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let good_host = !host.is_empty()
        && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let good_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    (good_host && good_port).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::rp_id;

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_more() {
        assert_eq!(rp_id("http://localhost:8787").as_deref(), Some("localhost"));
        assert_eq!(rp_id("https://hibiki.example.jp").as_deref(), Some("hibiki.example.jp"));
        for bad in [
            "",
            "localhost",
            "https://",
            "https://a/",
            "https://A.jp",
            "ftp://a",
            "https://a:b",
            "https://u@a",
        ] {
            assert_eq!(rp_id(bad), None, "{bad}");
        }
    }
}
