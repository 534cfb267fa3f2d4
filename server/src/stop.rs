//! The end of the process: asked for by a signal, heard by every part.

use std::future::Future;

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

/// Knows whether the process was asked to end. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens for SIGTERM and SIGINT from now on. A second one ends the process at once,
    /// which loses nothing: what was under way is taken up again at the next start.
    ///
    /// # Errors
    /// The machine lets nobody listen for signals.
    pub fn on_signal() -> std::io::Result<Self> {
        let (tell, hear) = watch::channel(false);
        let mut signals = [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?];
        tokio::spawn(async move {
            next(&mut signals).await;
            tracing::info!("asked to end; finishing what is under way");
            if tell.send(true).is_ok() {
                next(&mut signals).await;
                std::process::exit(1);
            }
        });
        Ok(Stop(hear))
    }

    /// Ready when the process was asked to end.
    pub fn asked(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        let mut hear = self.0.clone();
        async move {
            if hear.wait_for(|asked| *asked).await.is_err() {
                // Nobody is left to ask.
                std::future::pending::<()>().await;
            }
        }
    }
}

async fn next([terminate, interrupt]: &mut [Signal; 2]) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
