//! Everything that can go wrong, in the few kinds that differ in what the person should do.
//!
//! Use [`Fault::Invalid`] where a person typed something that can be corrected and the page cannot keep it;
//! pages with forms show their own errors instead. [`Fault::Broken`] is ours: the log has its code, the person a
//! sentence.

/// Why a request was not carried out.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The request itself is malformed (400).
    Malformed(&'static str),
    /// Another site sent it, or nobody says who did (403).
    ForeignOrigin,
    /// Nobody is logged in (a page sends to the log-in; JSON answers 401).
    NotLoggedIn,
    /// A higher or a fresh proof is needed (a page sends to the step-up; JSON answers 403).
    StepUp,
    /// The health record is not open (a page sends to where it is opened; JSON answers 403).
    RecordClosed,
    /// Logged in, but not permitted (403).
    NotPermitted,
    /// There is no such page or thing (404).
    NotFound,
    /// The method is not for this address (405).
    Method,
    /// The body is too long (413).
    TooLarge,
    /// Understood and refused: what happened, and what to do (422).
    Invalid(Words),
    /// Somebody else was faster, or it was done before (409).
    Conflict(Words),
    /// Too many tries: wait so many seconds (429).
    Wait(i64),
    /// Our fault (503): the code stands in the log.
    Broken(&'static str),
}

/// Text for people: what happened, then what to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    /// A stable word, the last part of the problem's type.
    pub(crate) code: &'static str,
    /// What happened.
    pub(crate) title: [&'static str; 3],
    /// What to do.
    pub(crate) detail: [&'static str; 3],
}

impl Fault {
    /// Something of ours failed; `code` goes to the log and holds no personal data.
    pub(crate) fn broken(code: &'static str) -> Self {
        worker::console_error!("broken: {code}");
        Self::Broken(code)
    }

    /// A variable or secret is missing or wrong.
    pub(crate) fn misconfigured(name: &'static str) -> Self {
        worker::console_error!("configuration: {name} is missing or wrong");
        Self::Broken("configuration")
    }

    /// The HTTP status.
    pub(crate) const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::NotLoggedIn => 401,
            Self::ForeignOrigin | Self::StepUp | Self::RecordClosed | Self::NotPermitted => 403,
            Self::NotFound => 404,
            Self::Method => 405,
            Self::Conflict(_) => 409,
            Self::TooLarge => 413,
            Self::Invalid(_) => 422,
            Self::Wait(_) => 429,
            Self::Broken(_) => 503,
        }
    }

    /// What to tell people.
    #[allow(clippy::too_many_lines)] // it is a list of texts
    pub(crate) fn words(&self) -> Words {
        match self {
            Self::Invalid(words) | Self::Conflict(words) => *words,
            Self::Malformed(code) => Words {
                code,
                title: [
                    "送られた内容を読み取れませんでした",
                    "おくられた 内容（ないよう）が 読（よ）めません",
                    "The request could not be read",
                ],
                detail: [
                    "前のページに戻り、もう一度入力して送ってください。",
                    "前（まえ）の ページに もどって、もういちど 送（おく）ってください。",
                    "Go back to the page before, fill it in again and send it once more.",
                ],
            },
            Self::ForeignOrigin => Words {
                code: "foreign-origin",
                title: [
                    "ほかのサイトから送られたため、受け付けませんでした",
                    "ほかの サイトから 送（おく）られました",
                    "This was sent from another site and was not accepted",
                ],
                detail: [
                    "町のページを開き直し、そこから操作してください。",
                    "町（まち）の ページを もういちど 開（ひら）いてください。",
                    "Open the town's page again and do it from there.",
                ],
            },
            Self::NotLoggedIn => Words {
                code: "not-logged-in",
                title: ["ログインしていません", "ログインしていません", "You are not logged in"],
                detail: [
                    "ログインしてから、もう一度お試しください。",
                    "ログインして、もういちど してください。",
                    "Log in, then try again.",
                ],
            },
            Self::StepUp => Words {
                code: "step-up",
                title: [
                    "もう一度、本人の確認が必要です",
                    "もういちど、あなたを 確（たし）かめます",
                    "You need to prove who you are again",
                ],
                detail: [
                    "パスキー、またはカードと暗証番号で確認してください。",
                    "パスキーか、カードと 暗証番号（あんしょうばんごう）を つかってください。",
                    "Use your passkey, or your card with its PIN.",
                ],
            },
            Self::RecordClosed => Words {
                code: "record-closed",
                title: [
                    "健康の記録は閉じています",
                    "健康（けんこう）の 記録（きろく）は しまっています",
                    "The health record is closed",
                ],
                detail: [
                    "30分使わないと閉じます。パスキー、またはカードと暗証番号で、もう一度開いてください。",
                    "30分（ぷん） つかわないと しまります。もういちど 開（ひら）いてください。",
                    "It closes after 30 minutes without use. Open it again with your passkey, or your card with its PIN.",
                ],
            },
            Self::NotPermitted => Words {
                code: "not-permitted",
                title: [
                    "このページを開く権限がありません",
                    "この ページは 開（ひら）けません",
                    "You are not permitted to open this page",
                ],
                detail: [
                    "仕事に必要なときは、管理者に役割の付与を頼んでください。",
                    "わからないときは、役場（やくば）に きいてください。",
                    "If you need it for your work, ask the administrator for the role.",
                ],
            },
            Self::NotFound => Words {
                code: "not-found",
                title: [
                    "お探しのページは見つかりませんでした",
                    "ページが ありません",
                    "This page was not found",
                ],
                detail: [
                    "アドレスを確かめるか、トップページから探してください。",
                    "トップページから さがしてください。",
                    "Check the address, or look for it from the home page.",
                ],
            },
            Self::Method => Words {
                code: "method",
                title: [
                    "この開き方はできません",
                    "この 開（ひら）きかたは できません",
                    "This address cannot be opened in this way",
                ],
                detail: [
                    "トップページから進んでください。",
                    "トップページから すすんでください。",
                    "Start from the home page.",
                ],
            },
            Self::TooLarge => Words {
                code: "too-large",
                title: [
                    "送られた内容が大きすぎます",
                    "おくられた 内容（ないよう）が 大（おお）きすぎます",
                    "What was sent is too large",
                ],
                detail: [
                    "文字を減らして、もう一度送ってください。",
                    "文字（もじ）を へらしてください。",
                    "Shorten it and send it again.",
                ],
            },
            Self::Wait(_) => Words {
                code: "wait",
                title: [
                    "続けて間違えたため、しばらく待つ必要があります",
                    "何回（なんかい）も まちがえました",
                    "After several wrong tries you need to wait",
                ],
                detail: [
                    "数分待ってから、もう一度お試しください。手紙が手元にない方は役場にご連絡ください。",
                    "少（すこ）し 待（ま）ってから、もういちど してください。",
                    "Wait a few minutes and try again. If you do not have the letter, call the town hall.",
                ],
            },
            Self::Broken(code) => Words {
                code,
                title: [
                    "ただいま、この操作ができません",
                    "いま、できません",
                    "This does not work at the moment",
                ],
                detail: [
                    "何も変わっていません。少し待ってから、もう一度お試しください。",
                    "なにも かわっていません。少（すこ）し 待（ま）ってください。",
                    "Nothing was changed. Please wait a little and try again.",
                ],
            },
        }
    }
}
