//! A wire to PostgreSQL that can be cut.

use std::path::PathBuf;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
};

/// How the wire is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// Everything goes through.
    Whole,
    /// Nothing goes through, and nobody is told.
    Silent,
    /// Connections end, and new ones are refused.
    Down,
}

pub struct Proxy {
    url: String,
    wire: watch::Sender<Wire>,
}

impl Proxy {
    /// A wire to the database at a URL that names a folder with the server's socket.
    pub async fn to(url: &str) -> Self {
        let parsed = url::Url::parse(url).unwrap();
        let folder = parsed.query_pairs().find(|(name, _)| name == "host").unwrap().1.into_owned();
        let socket = PathBuf::from(folder).join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = format!(
            "postgres://{}@127.0.0.1:{port}{}?sslmode=disable",
            parsed.username(),
            parsed.path()
        );
        let (wire, state) = watch::channel(Wire::Whole);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (socket, state) = (socket.clone(), state.clone());
                tokio::spawn(async move { drop(carry(stream, socket, state).await) });
            }
        });
        Proxy { url, wire }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn set(&self, wire: Wire) {
        self.wire.send_replace(wire);
    }
}

async fn carry(
    mut client: TcpStream,
    socket: PathBuf,
    mut state: watch::Receiver<Wire>,
) -> std::io::Result<()> {
    loop {
        match *state.borrow_and_update() {
            Wire::Whole => break,
            Wire::Down => return Ok(()),
            Wire::Silent => {}
        }
        if state.changed().await.is_err() {
            return Ok(());
        }
    }
    let mut server = UnixStream::connect(socket).await?;
    tokio::select! {
        carried = copy_bidirectional(&mut client, &mut server) => return carried.map(drop),
        () = wait_until(&mut state, |wire| wire != Wire::Whole) => {}
    }
    // While it is silent both ends stay open and hear nothing; what was asked is never answered.
    wait_until(&mut state, |wire| wire != Wire::Silent).await;
    Ok(())
}

async fn wait_until(state: &mut watch::Receiver<Wire>, is_so: impl Fn(Wire) -> bool) {
    // Fails only when the whole proxy is gone.
    let _ = state.wait_for(|wire| is_so(*wire)).await;
}
