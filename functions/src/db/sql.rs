//! Every statement, by table and verb. The text of `session::LOAD` is `functions/sql/identity/session/load.sql`;
//! a test prepares all of them against the migrated databases.

use super::{Health, Identity, MyPage, Public, Sql, Vault};

macro_rules! statements {
    ($($module:ident: $sector:ident in $folder:literal { $($name:ident = $file:literal),* $(,)? })*) => {$(
        #[doc = concat!("Statements of `functions/sql/", $folder, "`.")]
        pub(crate) mod $module {
            use super::{Sql, $sector};
            $(
                #[doc = concat!("`", $file, ".sql`")]
                pub(crate) const $name: Sql<$sector> =
                    Sql::new(include_str!(concat!("../../sql/", $folder, "/", $file, ".sql")));
            )*
        }
    )*};
}

statements! {
    access_log: Identity in "identity/access_log" {
        HEAD = "head",
        INSERT = "insert",
        OF_PERSON = "of_person",
        PAGE = "page",
    }
    bridge: Identity in "identity/bridge" {
        INSERT_PAIRED = "insert_paired",
        LIST = "list",
        LOAD = "load",
        RAISE = "raise",
        REVOKE = "revoke",
    }
    card: Identity in "identity/card" {
        FAMILY_BY_TAP = "family_by_tap",
        FIND_BY_KEY = "find_by_key",
        FIND_BY_TAP = "find_by_tap",
        INSERT = "insert",
        LIST = "list",
        OF_PEOPLE = "of_people",
        REMOVE = "remove",
        REMOVE_AT_COUNTER = "remove_at_counter",
        USED = "used",
    }
    challenge: Identity in "identity/challenge" {
        FORGET = "forget",
        INSERT = "insert",
        USE_UP = "use_up",
    }
    emergency_bridge: Identity in "identity/emergency_bridge" {
        CONFIRM = "confirm",
        INSERT = "insert",
        LIST = "list",
    }
    guess: Identity in "identity/guess" {
        BEGIN = "begin",
        CLEAR = "clear",
        FORGET = "forget",
        UNTIL = "until",
    }
    guardianship: Identity in "identity/guardianship" {
        ADD_REGISTERED = "add_registered",
        CHILDREN_OF_SESSION = "children_of_session",
        CHILD_OF_SESSION = "child_of_session",
        END = "end",
        ENDED_LATELY = "ended_lately",
        END_REGISTERED = "end_registered",
        FAMILY = "family",
        INSERT = "insert",
        LOAD = "load",
        OF_CHILDREN = "of_children",
        OF_PERSON = "of_person",
    }
    idempotency: Identity in "identity/idempotency" {
        FORGET = "forget",
        INSERT = "insert",
        LOAD = "load",
    }
    invite: Identity in "identity/invite" {
        FIND = "find",
        INSERT = "insert",
        LOAD = "load",
        USE_UP = "use_up",
    }
    letter: Identity in "identity/letter" {
        CANCEL_OLDER = "cancel_older",
        FIND = "find",
        INSERT = "insert",
        LOAD = "load",
        OWNER = "owner",
        USE_UP = "use_up",
    }
    pairing: Identity in "identity/pairing" {
        FIND = "find",
        INSERT = "insert",
        LOAD = "load",
        USE_UP = "use_up",
    }
    passkey: Identity in "identity/passkey" {
        FIND = "find",
        INSERT = "insert",
        INSERT_BY_INVITE = "insert_by_invite",
        INSERT_BY_LETTER = "insert_by_letter",
        LIST = "list",
        OF_PEOPLE = "of_people",
        REMOVE = "remove",
        REMOVE_AT_COUNTER = "remove_at_counter",
        USED = "used",
    }
    person: Identity in "identity/person" {
        FORGET_UNINVITED = "forget_uninvited",
        INSERT = "insert",
    }
    register: Identity in "identity/register" {
        ABANDON = "abandon",
        ADD_PEOPLE = "add_people",
        ADD_RESIDENTS = "add_residents",
        ADD_ROWS = "add_rows",
        BEGIN = "begin",
        CLEAR = "clear",
        COUNT = "count",
        FORGET_UNFINISHED = "forget_unfinished",
        LOAD = "load",
    }
    resident: Identity in "identity/resident" {
        COUNT = "count",
        COUNT_AMONG = "count_among",
        DISTRICTS = "districts",
        HOUSEHOLD_OF_SESSION = "household_of_session",
        IN_SCOPE = "in_scope",
        LIST = "list",
        LOAD = "load",
        OF_LINES = "of_lines",
        SEARCH_BY_BIRTH_DATE = "search_by_birth_date",
        SEARCH_BY_BOTH = "search_by_both",
        SEARCH_BY_NAME = "search_by_name",
        SEARCH_IN_SCOPE = "search_in_scope",
    }
    role_grant: Identity in "identity/role_grant" {
        ENDS_OF_SESSION = "ends_of_session",
        INSERT = "insert",
        INSERT_INVITED = "insert_invited",
        LIST = "list",
        OF_SESSION = "of_session",
        READERS = "readers",
        REVOKE = "revoke",
    }
    session: Identity in "identity/session" {
        END_OF_PERSON = "end_of_person",
        END_ONE = "end_one",
        END_WITH_WAY = "end_with_way",
        FORGET = "forget",
        INSERT = "insert",
        LIST = "list",
        LOAD = "load",
        TOUCH = "touch",
    }
    staff: Identity in "identity/staff" {
        INSERT_INVITED = "insert_invited",
        LIST = "list",
    }
    mypage_idempotency: MyPage in "mypage/idempotency" {
        FORGET = "forget",
        INSERT = "insert",
        LOAD = "load",
    }
    notice: MyPage in "mypage/notice" {
        ACTIVE = "active",
        INSERT = "insert",
        LIST = "list",
        LOAD = "load",
        WITHDRAW = "withdraw",
    }
    notice_read: MyPage in "mypage/notice_read" {
        INSERT = "insert",
    }
    personal_notice: MyPage in "mypage/personal_notice" {
        INSERT = "insert",
        OF_READER = "of_reader",
    }
    reader: MyPage in "mypage/reader" {
        LOAD = "load",
        SAVE = "save",
        WITH_INTERESTS = "with_interests",
    }
    desk_event: Public in "public/desk_event" {
        APPROVAL = "approval",
        INSERT = "insert",
        INSERT_PUBLISHED = "insert_published",
        LIST = "list",
    }
    desk_file: Public in "public/desk_file" {
        ARRIVE = "arrive",
        DIGESTS = "digests",
        FORGET_UNFINISHED = "forget_unfinished",
        HELD = "held",
        INSERT = "insert",
        INSERT_PART = "insert_part",
        LET_GO = "let_go",
        LET_GO_PARTS = "let_go_parts",
        LIST = "list",
        PARTS = "parts",
        PUBLISHED = "published",
        PUT_PART = "put_part",
        REMOVE = "remove",
    }
    desk_item: Public in "public/desk_item" {
        CHANGE = "change",
        DUE = "due",
        INSERT = "insert",
        LIST = "list",
        LOAD = "load",
        PUBLISHED = "published",
    }
    desk_text: Public in "public/desk_text" {
        GIVE_WAY = "give_way",
        INSERT = "insert",
        LIST = "list",
        LOAD = "load",
    }
    public_idempotency: Public in "public/idempotency" {
        FORGET = "forget",
        INSERT = "insert",
        LOAD = "load",
    }
    feed: Public in "public/feed" {
        BAD = "bad",
        CLAIM = "claim",
        GOOD = "good",
        LIST = "list",
    }
    log_anchor: Public in "public/log_anchor" {
        LOAD = "load",
        RAISE = "raise",
    }
    status: Public in "public/status" {
        DROP_PART = "drop_part",
        LOAD = "load",
        PAIR = "pair",
        PUT_PART = "put_part",
        SAVE = "save",
    }
    access: Health in "health/access" {
        HEAD = "head",
        INSERT = "insert",
        INSERT_BY_CONSENT = "insert_by_consent",
        OF_PERSON = "of_person",
        OF_TICKET = "of_ticket",
        REMOVE_OF_PEOPLE = "remove_of_people",
    }
    consent: Health in "health/consent" {
        INSERT = "insert",
        LOAD = "load",
        OF_PERSON = "of_person",
        REMOVE_OF_PEOPLE = "remove_of_people",
        TAKE_BACK = "take_back",
    }
    consent_grant: Health in "health/consent_grant" {
        FORGET = "forget",
        HOLDS = "holds",
        INSERT = "insert",
        LOAD = "load",
        OF_HOLDER = "of_holder",
        OF_PERSON = "of_person",
        REMOVE = "remove",
        REMOVE_ENDED = "remove_ended",
        REMOVE_OF_PEOPLE = "remove_of_people",
        RENEW = "renew",
    }
    envelope: Health in "health/envelope" {
        GIVE_OUT = "give_out",
        OF_PERSON = "of_person",
        REMOVE_OF_PEOPLE = "remove_of_people",
        REMOVE_OTHERS = "remove_others",
        SAVE = "save",
    }
    health_idempotency: Health in "health/idempotency" {
        FORGET = "forget",
        INSERT = "insert",
        LOAD = "load",
    }
    import_part: Health in "health/import_part" {
        DONE = "done",
        FORGET = "forget",
        INSERT = "insert",
        LIST = "list",
        NEXT = "next",
        PROGRESS = "progress",
    }
    inbox: Health in "health/inbox" {
        COUNT = "count",
        FILED = "filed",
        FORGET_LINES = "forget_lines",
        INSERT = "insert",
        NEXT = "next",
        REFUSE = "refuse",
        REMOVE_OF_PEOPLE = "remove_of_people",
        SEEN = "seen",
    }
    inbox_line: Health in "health/inbox_line" {
        REMOVE_OF_PEOPLE = "remove_of_people",
    }
    card_check: Health in "health/card_check" {
        GIVE_OUT = "give_out",
        LOAD = "load",
        OF_NAMES = "of_names",
        REMOVE = "remove",
        SAVE = "save",
    }
    ticket: Health in "health/ticket" {
        FORGET = "forget",
        INSERT = "insert",
        LOAD = "load",
        USE_UP = "use_up",
    }
    lock: Health in "health/lock" {
        INSERT = "insert",
        OF_PERSON = "of_person",
        REMOVE_GUARDIANS = "remove_guardians",
        REMOVE_OF_HOLDER = "remove_of_holder",
        REMOVE_OF_PEOPLE = "remove_of_people",
        REMOVE_OLDER = "remove_older",
    }
    lock_request: Health in "health/lock_request" {
        CONFIRMED = "confirmed",
        FORGET = "forget",
        INSERT = "insert",
        LOAD = "load",
        MOVE = "move",
        OF_PERSON = "of_person",
        REMOVE = "remove",
        REMOVE_OF_HOLDER = "remove_of_holder",
        REMOVE_OF_PEOPLE = "remove_of_people",
        REMOVE_ONE = "remove_one",
    }
    record: Health in "health/record" {
        INSERT = "insert",
        INSERT_MANY = "insert_many",
        OF_CONSENT = "of_consent",
        OF_SHELVES = "of_shelves",
        PARTS = "parts",
        REMOVE_OF_PEOPLE = "remove_of_people",
        VERSIONS = "versions",
    }
    root: Health in "health/root" {
        INSERT = "insert",
        NEWEST_OF = "newest_of",
        NEXT = "next",
        OF_PERSON = "of_person",
        REMOVE_OF_PEOPLE = "remove_of_people",
    }
    shelf: Health in "health/shelf" {
        LOAD = "load",
        OF_PERSON = "of_person",
        REMOVE_OF_PEOPLE = "remove_of_people",
        SAVE = "save",
    }
    work_key: Health in "health/work_key" {
        DISCARD = "discard",
        INSERT = "insert",
        LIST = "list",
        LOAD = "load",
        REFRESH = "refresh",
    }
    telling: Health in "health/telling" {
        DELIVERED = "delivered",
        FORGET = "forget",
        INSERT = "insert",
        WAITING = "waiting",
    }
    anchor: Vault in "vault/anchor" {
        LOAD = "load",
        RAISE = "raise",
        REMOVE = "remove",
    }
    opened: Vault in "vault/opened" {
        END = "end",
        END_OF_PEOPLE = "end_of_people",
        FORGET = "forget",
        INSERT = "insert",
        LOAD = "load",
        OF_SESSION = "of_session",
        SAVE = "save",
        TOUCH = "touch",
    }
    pepper: Vault in "vault/pepper" {
        INSERT = "insert",
        LOAD = "load",
        OF_PEOPLE = "of_people",
        REMOVE = "remove",
    }
    removal: Vault in "vault/removal" {
        DONE = "done",
        DUE = "due",
        INSERT = "insert",
        LOAD = "load",
    }
}
