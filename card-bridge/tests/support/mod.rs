//! A real bridge in a process of its own, a small town that it can know, and a client that says anything.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test support")]
#![allow(dead_code, unreachable_pub, reason = "each test target uses a part")]

use hibiki_protocol::{
    AuthenticatorData, BridgePublicKey, Challenge, ClientData, EmergencyPublicKey, EnrolReply, EnrolRequest,
    Evidence, FailReason, PairingCode, Purpose, RpIdHash, SealSecretKey, TapAssertion, TapEvent, TapRequest,
    TownInfo, Want, card_lock_message, card_message, enrolment_bytes, signed_bytes, verify_signature,
};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use x509_cert::der::Encode as _;

pub const CODE: &str = "7K3M-Q9TX-2B4D";

/// A town on this machine: says who it is and enrols bridges.
pub struct Town {
    pub port: u16,
    pub enrolled: Arc<Mutex<Option<BridgePublicKey>>>,
    pub emergency: Arc<Mutex<Option<EmergencyPublicKey>>>,
    pub info: Arc<Mutex<String>>,
}

pub fn seal_key() -> SealSecretKey {
    SealSecretKey::derive(&[7; 32])
}

impl Town {
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let enrolled = Arc::default();
        let info = TownInfo {
            name: "ひびき町".to_owned(),
            origin: format!("http://localhost:{port}"),
            rp_id: "localhost".to_owned(),
            seal_key: seal_key().public_key(),
        };
        let info = Arc::new(Mutex::new(serde_json::to_string(&info).unwrap()));
        let town = Self { port, enrolled, emergency: Arc::default(), info };
        let (enrolled, info, origin) = (Arc::clone(&town.enrolled), Arc::clone(&town.info), town.origin());
        let emergency = Arc::clone(&town.emergency);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = answer_as_town(stream, &origin, &enrolled, &emergency, &info);
            }
        });
        town
    }

    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Verifies an assertion as the Worker does, and opens its evidence.
    pub fn open(
        &self,
        assertion: &TapAssertion,
        purpose: Purpose,
        want: Want,
    ) -> (AuthenticatorData, Evidence) {
        let data = AuthenticatorData::parse(&assertion.authenticator_data).unwrap();
        let client_data = ClientData::new(challenge(), &self.origin(), purpose, want).hash();
        if let Some(key) = *self.enrolled.lock().unwrap() {
            let message = signed_bytes(&assertion.authenticator_data, &client_data);
            assert!(verify_signature(&key, &message, &assertion.signature));
            assert_eq!(data.key_id, key.key_id());
        }
        let evidence = seal_key().open(&data.sealed, &data.bound_bytes(&client_data)).unwrap();
        let evidence = Evidence::parse(&evidence).unwrap();
        (data, evidence)
    }
}

impl Town {
    /// Verifies both signatures of an opening with the card's key, and gives the fixed one.
    pub fn verify_both(&self, evidence: &Evidence, purpose: Purpose) -> Vec<u8> {
        let der = evidence.unverified_certificate.as_ref().unwrap();
        let certificate = myna_card::Certificate::parse(der).unwrap();
        let key = certificate.public_key().unwrap();
        let rp_id_hash = RpIdHash::of("localhost");
        let client_data = ClientData::new(challenge(), &self.origin(), purpose, Want::Opening);
        let fresh = card_message(&rp_id_hash, &client_data.hash());
        key.verify_pkcs1_sha256(&fresh, evidence.unverified_signature.as_ref().unwrap()).unwrap();
        let public_key = certificate.inner().tbs_certificate().subject_public_key_info().to_der().unwrap();
        let lock = evidence.unverified_lock_signature.as_ref().unwrap();
        key.verify_pkcs1_sha256(&card_lock_message(&rp_id_hash, &public_key), lock).unwrap();
        lock.to_vec()
    }
}

fn answer_as_town(
    stream: TcpStream,
    origin: &str,
    enrolled: &Mutex<Option<BridgePublicKey>>,
    emergency: &Mutex<Option<EmergencyPublicKey>>,
    info: &Mutex<String>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (head, length) = read_head(&mut reader);
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let (status, answer) = if head.starts_with("GET /.well-known/hibiki.json ") {
        ("200 OK", info.lock().unwrap().clone())
    } else if head.starts_with("POST /api/bridges/enrol ") {
        let request: EnrolRequest = serde_json::from_slice(&body).unwrap();
        let code = PairingCode::parse(&request.code).unwrap();
        let message = enrolment_bytes(origin, &code, &request.public_key, request.emergency_key.as_ref());
        assert!(verify_signature(&request.public_key, &message, &request.signature));
        if code == PairingCode::parse(CODE).unwrap() {
            *enrolled.lock().unwrap() = Some(request.public_key);
            *emergency.lock().unwrap() = request.emergency_key;
            let reply = EnrolReply {
                name: "窓口1".to_owned(),
                key_id: request.public_key.key_id(),
                emergency: request.emergency_key.is_some(),
            };
            ("200 OK", serde_json::to_string(&reply).unwrap())
        } else {
            let problem = r#"{"type":"/p","title":"The code is wrong.","status":403,"detail":"Ask staff."}"#;
            ("403 Forbidden", problem.to_owned())
        }
    } else {
        ("404 Not Found", String::new())
    };
    write!(
        reader.get_mut(),
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
        answer.len()
    )
}

fn read_head(reader: &mut impl BufRead) -> (String, Option<usize>) {
    let (mut head, mut length) = (String::new(), None);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            return (head, length);
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok();
        }
        head.push_str(&line);
    }
}

/// A folder with a bridge that may run.
pub struct Bridge {
    pub folder: tempfile::TempDir,
    pub port: u16,
    child: Option<Child>,
    log: Arc<Mutex<String>>,
    arguments: Vec<&'static str>,
    pub environment: Vec<(&'static str, String)>,
}

impl Bridge {
    /// A bridge that knows the town; it does not run yet.
    pub fn knowing(town: &Town, enrolled: bool, arguments: &[&'static str]) -> Self {
        let origin = town.origin();
        let known: &[&str] =
            if enrolled { &["enrol", &origin, "--code", CODE] } else { &["add-town", &origin] };
        Self::made_known(known, arguments)
    }

    /// A bridge that is to show emergency summaries.
    pub fn for_emergencies(town: &Town, arguments: &[&'static str]) -> Self {
        let mut bridge =
            Self::made_known(&["enrol", &town.origin(), "--code", CODE, "--emergency"], arguments);
        bridge.start();
        bridge
    }

    fn made_known(command: &[&str], arguments: &[&'static str]) -> Self {
        let bridge = Self {
            folder: tempfile::tempdir().unwrap(),
            port: 0,
            child: None,
            log: Arc::default(),
            arguments: arguments.to_vec(),
            environment: Vec::new(),
        };
        let output = bridge.command(command);
        assert!(output.status.success(), "{output:?}");
        bridge
    }

    pub fn started(town: &Town, enrolled: bool, arguments: &[&'static str]) -> Self {
        let mut bridge = Self::knowing(town, enrolled, arguments);
        bridge.start();
        bridge
    }

    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_card-bridge"));
        command.arg("--state").arg(self.state()).envs(self.environment.iter().cloned());
        command
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("bridge")
    }

    /// Runs a command to its end.
    pub fn command(&self, arguments: &[&str]) -> Output {
        self.program().args(arguments).stdin(Stdio::null()).output().unwrap()
    }

    pub fn start(&mut self) {
        let mut child = self
            .program()
            .args(["run", "--port", "0"])
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        self.child = Some(child);
        let (log, (told, port)) = (Arc::clone(&self.log), std::sync::mpsc::channel());
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if let Some(rest) = line.strip_prefix("card-bridge: listening on http://127.0.0.1:") {
                    let _ = told.send(rest.trim_end_matches('/').parse().unwrap());
                }
                log.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        match port.recv_timeout(Duration::from_secs(20)) {
            Ok(port) => self.port = port,
            Err(error) => panic!("the bridge did not start ({error}): {}", self.log()),
        }
    }

    /// `kill -9`
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until the log has this.
    pub fn wait_for_log(&self, text: &str) {
        eventually(text, || self.log().contains(text));
    }

    pub fn touch(&self, card: &str) {
        let output = self.command(&["touch", card]);
        assert!(output.status.success(), "{output:?}");
    }

    pub fn lift(&self) {
        assert!(self.command(&["lift"]).status.success());
    }

    /// `card-bridge pin`, with these lines typed.
    pub fn type_pin(&self, lines: &str) -> Output {
        let mut child = self
            .program()
            .arg("pin")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Sends bytes and gives what comes back until the connection closes.
    pub fn raw(&self, request: &[u8]) -> String {
        self.raw_within(request, Duration::from_secs(20))
    }

    /// The same, for what may get no answer at all.
    pub fn raw_within(&self, request: &[u8], patience: Duration) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(patience)).unwrap();
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A request with these header lines besides Host.
    pub fn request(&self, method: &str, target: &str, headers: &[&str], body: &str) -> String {
        let mut text = format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", self.port);
        for header in headers {
            text.push_str(header);
            text.push_str("\r\n");
        }
        text.push_str(
            &["Content-Length: ", &body.len().to_string(), "\r\nConnection: close\r\n\r\n", body].concat(),
        );
        self.raw(text.as_bytes())
    }

    pub fn post(&self, target: &str, origin: &str, body: &str) -> String {
        let origin = format!("Origin: {origin}");
        self.request("POST", target, &["Content-Type: application/json", &origin], body)
    }

    pub fn own_origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn own(&self, target: &str, body: &str) -> (u16, serde_json::Value) {
        let answer = self.post(target, &self.own_origin(), body);
        (status(&answer), serde_json::from_str(body_of(&answer)).unwrap_or_default())
    }

    /// Begins a tap as a page of the town.
    pub fn tap(&self, town: &Town, purpose: Purpose, want: Want) -> Tap {
        let body = serde_json::to_string(&TapRequest { challenge: challenge(), purpose, want }).unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(70))).unwrap();
        write!(
            stream,
            "POST /v1/tap HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.port,
            town.origin(),
            body.len()
        )
        .unwrap();
        let mut reader = BufReader::new(stream);
        let (head, length) = read_head(&mut reader);
        Tap { head, length, reader }
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The stream of a tap. Dropping it closes the connection.
pub struct Tap {
    pub head: String,
    length: Option<usize>,
    reader: BufReader<TcpStream>,
}

impl Tap {
    /// The next event; `None` at the end.
    pub fn next(&mut self) -> Option<TapEvent> {
        let mut line = String::new();
        if let Some(length) = self.length {
            if length == 0 {
                return None;
            }
            self.reader.read_line(&mut line).unwrap();
            assert_eq!(line.len(), length);
            self.length = Some(0);
        } else {
            let mut size = String::new();
            self.reader.read_line(&mut size).unwrap();
            let size = usize::from_str_radix(size.trim(), 16).ok()?;
            let mut chunk = vec![0; size + 2];
            self.reader.read_exact(&mut chunk).ok()?;
            if size == 0 {
                return None;
            }
            line = String::from_utf8(chunk[..size].to_vec()).unwrap();
        }
        Some(serde_json::from_str(&line).unwrap())
    }

    /// The next event that is not a second counted down.
    pub fn next_step(&mut self) -> Option<TapEvent> {
        loop {
            match self.next() {
                Some(TapEvent::Waiting { .. }) => {}
                event => return event,
            }
        }
    }

    pub fn until_pin(&mut self) -> (u8, bool) {
        loop {
            match self.next_step() {
                Some(TapEvent::PinNeeded { tries_left, wrong }) => return (tries_left, wrong),
                Some(TapEvent::Reading) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub fn end(&mut self) -> TapEvent {
        let mut last = None;
        while let Some(event) = self.next() {
            last = Some(event);
        }
        last.expect("an event")
    }

    pub fn done(&mut self) -> TapAssertion {
        match self.end() {
            TapEvent::Done { assertion } => assertion,
            other => panic!("{other:?}"),
        }
    }

    pub fn failed(&mut self) -> FailReason {
        match self.end() {
            TapEvent::Failed { reason } => reason,
            other => panic!("{other:?}"),
        }
    }
}

pub const fn challenge() -> Challenge {
    Challenge::from_bytes([0xC7; 32])
}

pub fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

pub fn body_of(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

pub fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split_once("\r\n\r\n").map_or(answer, |(head, _)| head);
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// Waits for something that comes soon.
pub fn eventually(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < Duration::from_secs(15), "it never came: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
