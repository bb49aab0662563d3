//! One request: what every handler is given.

use crate::auth::{self, Person, Staff};
use crate::config::Config;
use crate::db::{Database, Health, Identity, MyPage, Public, Vault};
use crate::fault::Fault;
use crate::http::cookie::{Jar, Token};
use crate::http::reply::Reply;
use crate::shell::{Filling, Shell};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{language::Language, role::Permission, time::Timestamp};
use std::{pin::Pin, rc::Rc};
use worker::{Context, Env, Request};

/// One request.
pub(crate) struct Visit {
    pub(crate) env: Env,
    /// For what may end after the answer was sent.
    pub(crate) context: Context,
    pub(crate) config: Rc<Config>,
    pub(crate) request: Request,
    pub(crate) now: Timestamp,
    pub(crate) language: Language,
    /// The path without its language.
    pub(crate) path: String,
    /// The query, without `?`.
    pub(crate) query: String,
}

/// A page: what goes into the frame.
pub(crate) struct Page<'a, T> {
    pub(crate) status: u16,
    pub(crate) title: &'a str,
    pub(crate) main: &'a T,
    /// Passkeys or cards are used on it.
    pub(crate) ceremonies: bool,
    /// Who is logged in.
    pub(crate) who: Who<'a>,
}

/// Whom the header names.
#[derive(Clone, Copy)]
pub(crate) enum Who<'a> {
    Nobody,
    Resident(&'a str),
    Staff(&'a str),
}

impl Visit {
    pub(crate) fn identity(&self) -> Result<Database<Identity>, Fault> {
        Database::open(&self.env)
    }

    pub(crate) fn mypage(&self) -> Result<Database<MyPage>, Fault> {
        Database::open(&self.env)
    }

    pub(crate) fn public(&self) -> Result<Database<Public>, Fault> {
        Database::open(&self.env)
    }

    pub(crate) fn health(&self) -> Result<Database<Health>, Fault> {
        Database::open(&self.env)
    }

    pub(crate) fn vault(&self) -> Result<Database<Vault>, Fault> {
        Database::open(&self.env)
    }

    /// The words in the language of the page.
    pub(crate) const fn words(&self) -> &'static Words {
        Words::of(self.language)
    }

    /// A path in the language of the page.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("{}{path}", self.language.prefix())
    }

    /// A value of the query, if it is there once.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let mut values = self.query.split('&').filter_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then_some(value)
        });
        values.next().filter(|_| values.next().is_none())
    }

    /// The session's cookie, whether or not it is alive.
    pub(crate) fn session_hash(&self) -> Option<String> {
        Token::read(&self.request, Jar::Session).map(|token| token.hash())
    }

    /// Who is logged in, at any level but `letter`.
    pub(crate) fn person(&self) -> Pin<Box<dyn Future<Output = Result<Person, Fault>> + '_>> {
        Box::pin(auth::person(self)) // boxed: two dozen addresses share one copy of it
    }

    /// A member of staff who may do this now and who proved who they are.
    pub(crate) fn staff(
        &self,
        permission: Permission,
    ) -> Pin<Box<dyn Future<Output = Result<Staff, Fault>> + '_>> {
        Box::pin(async move { auth::staff(self).await?.permitted(permission) })
    }

    /// Renders a page in the frame.
    pub(crate) async fn page<T: Template>(&self, page: Page<'_, T>) -> Result<Reply, Fault> {
        let shell = Shell::load(&self.env, self.language).await?;
        let main = page.main.render().map_err(|_| Fault::broken("template"))?;
        let words = self.words();
        let (href, name) = match page.who {
            Who::Nobody => (self.href("/login"), words.log_in),
            Who::Resident(name) => (self.href("/my"), name),
            Who::Staff(name) => ("/desk".to_owned(), name),
        };
        let account = format!("<a href=\"{href}\">{}</a>", crate::shell::escape(name));
        let title = format!("{} | {}", page.title, self.config.rp.name);
        let head =
            if page.ceremonies { r#"<script type="module" src="/browser/start.js"></script>"# } else { "" };
        let text =
            shell.fill(&Filling { title: &title, head, account: &account, path: &self.path, main: &main });
        Ok(Reply::html(page.status, text, page.ceremonies))
    }
}
