//! Ports of this machine.

use crate::trouble::{Result, Trouble};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// Whether somebody answers there, on either of the addresses that `localhost` means.
pub(crate) fn is_taken(port: u16) -> bool {
    let hosts =
        [SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))];
    hosts.iter().any(|host| TcpStream::connect_timeout(host, Duration::from_millis(300)).is_ok())
        || TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err()
}

/// A port that is free now.
pub(crate) fn free() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Trouble::new(format!("No free port on this machine: {error}")))
}
