// The very statements of the Worker.

export { default as bridgeLoad } from "../../../functions/sql/identity/bridge/load.sql";
export { default as bridgeRaise } from "../../../functions/sql/identity/bridge/raise.sql";
export { default as cardFindByKey } from "../../../functions/sql/identity/card/find_by_key.sql";
export { default as cardFindByTap } from "../../../functions/sql/identity/card/find_by_tap.sql";
export { default as cardUsed } from "../../../functions/sql/identity/card/used.sql";
export { default as challengeInsert } from "../../../functions/sql/identity/challenge/insert.sql";
export { default as challengeUseUp } from "../../../functions/sql/identity/challenge/use_up.sql";
export { default as childrenOfSession } from "../../../functions/sql/identity/guardianship/children_of_session.sql";
export { default as householdOfSession } from "../../../functions/sql/identity/resident/household_of_session.sql";
export { default as noticeActive } from "../../../functions/sql/mypage/notice/active.sql";
export { default as passkeyFind } from "../../../functions/sql/identity/passkey/find.sql";
export { default as passkeyUsed } from "../../../functions/sql/identity/passkey/used.sql";
export { default as readerLoad } from "../../../functions/sql/mypage/reader/load.sql";
export { default as sessionInsert } from "../../../functions/sql/identity/session/insert.sql";
export { default as sessionLoad } from "../../../functions/sql/identity/session/load.sql";
