//! What a test must know of the town that runs for it: environment variables.

use crate::stack::{BridgePlan, Plan, Stack, databases};
use std::{ffi::OsString, path::Path, process::Command};

/// Names and values.
#[derive(Debug)]
pub(super) struct Facts(Vec<(&'static str, OsString)>);

impl Facts {
    pub(super) fn of(stack: &Stack, plan: &Plan<'_>, bridge: &BridgePlan, simulated_card: &Path) -> Self {
        let mut facts: Vec<(&'static str, OsString)> = vec![
            ("HIBIKI_ORIGIN", stack.town.origin().into()),
            ("HIBIKI_OPERATOR_KEY", stack.secrets.operator_key().into()),
            ("HIBIKI_TOWN_SECRET", stack.secrets.town_secret().into()),
            ("HIBIKI_STATE", plan.state.clone().into()),
            ("HIBIKI_SITE_DIR", plan.site.into()),
            ("HIBIKI_WORKER_LOG", stack.worker_log.clone().into()),
            ("HIBIKI_FEEDS_ORIGIN", plan.feeds.origin.clone().into()),
            ("HIBIKI_BRIDGE_URL", format!("http://127.0.0.1:{}", bridge.port).into()),
            ("HIBIKI_BRIDGE_STATE", bridge.state.clone().into()),
            ("HIBIKI_BRIDGE_BIN", bridge.program.clone().into()),
            ("HIBIKI_BRIDGE_LOG", stack.bridge_log.clone().into()),
            ("HIBIKI_SIMULATED_CARD_BIN", simulated_card.into()),
        ];
        for (name, table) in [
            ("HIBIKI_DB_IDENTITY", "resident"),
            ("HIBIKI_DB_MYPAGE", "notice"),
            ("HIBIKI_DB_PUBLIC", "log_anchor"),
            ("HIBIKI_DB_HEALTH", "shelf"),
            ("HIBIKI_DB_VAULT", "pepper"),
        ] {
            if let Some(file) = databases::file_with_table(&plan.state, table) {
                facts.push((name, file.into()));
            }
        }
        Self(facts)
    }

    pub(super) fn put_into(&self, command: &mut Command) {
        command.envs(self.0.iter().map(|(name, value)| (name, value)));
    }
}
