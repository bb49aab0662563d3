//! The desk's first page: what this member of staff may do.

use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::role::Permission;

#[derive(Template)]
#[allow(clippy::struct_excessive_bools)] // each is a line of the menu
#[template(path = "desk/home.html")]
struct Home<'a> {
    name: &'a str,
    office: &'a str,
    roles: String,
    is_resident: bool,
    serves: bool,
    writes: bool,
    publishes: bool,
    types_parking: bool,
    writes_health: bool,
    reads_health: bool,
    opens_emergency: bool,
    checks_cards: bool,
    manages_staff: bool,
    manages_bridges: bool,
}

/// `GET /desk`
pub(crate) async fn show(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    let may = |permission| staff.roles.iter().any(|role| role.permissions().contains(&permission));
    let page = Home {
        name: &staff.person.name,
        office: &staff.office,
        roles: staff.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join("、"),
        is_resident: staff.person.is_resident,
        serves: may(Permission::ServeResidents),
        writes: may(Permission::WriteNotices),
        publishes: may(Permission::WriteItems),
        types_parking: may(Permission::TypeParking),
        writes_health: may(Permission::WriteHealth),
        reads_health: may(Permission::ReadHealth),
        opens_emergency: may(Permission::OpenEmergency),
        checks_cards: may(Permission::CheckEligibility),
        manages_staff: may(Permission::ManageStaff),
        manages_bridges: may(Permission::ManageBridges),
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: "職員のページ", main: &page, ceremonies: false, who }).await
}
