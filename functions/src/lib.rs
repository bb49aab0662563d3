//! The Worker: routes, log-in, views, SQL.
