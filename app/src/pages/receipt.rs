//! The receipts of a site, to keep elsewhere.

use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream::{self, Stream};
use jiff::Timestamp;
use store::{Store, StoreError, receipts::Receipt};

use super::here::AtSite;
use domain::{Scope, id::PostId};

/// Receipts read at a time.
const PAGE: i64 = 500;

const COLUMNS: [&str; 14] = [
    "post",
    "channel",
    "provider",
    "attempt",
    "claimed_at",
    "sent_at",
    "answered_at",
    "latency_ms",
    "outcome",
    "http_status",
    "link",
    "reference",
    "body_sha256",
    "reason",
];

/// `GET /sites/{site}/receipts.csv`: each attempt to publish, also of posts that are deleted by
/// now. Instants are ISO 8601 in UTC; what a spreadsheet would take for a formula begins with
/// an apostrophe.
pub async fn export(at: AtSite) -> Response {
    let name = format!("receipts-{}.csv", at.today());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    let pages = pages(at.app().store.clone(), at.scope());
    (headers, Body::from_stream(pages)).into_response()
}

/// Where the export is: at its head, after a receipt, or at its end.
enum Reached {
    Head,
    After(PostId, i64),
    End,
}

/// The file, a page of receipts at a time. It breaks off when the database does, so that half
/// a file is not taken for the whole.
fn pages(store: Store, scope: Scope) -> impl Stream<Item = Result<Bytes, StoreError>> {
    stream::try_unfold(Reached::Head, move |reached| {
        let store = store.clone();
        async move {
            let (after, head) = match reached {
                Reached::Head => (None, true),
                Reached::After(post, attempt) => (Some((post, attempt)), false),
                Reached::End => return Ok(None),
            };
            let receipts = store.site_receipts(scope, after, PAGE).await?;
            let next = match receipts.last() {
                Some(last) if receipts.len() as i64 == PAGE => {
                    Reached::After(last.post, last.attempt)
                }
                _ => Reached::End,
            };
            Ok(Some((written(&receipts, head), next)))
        }
    })
}

fn written(receipts: &[Receipt], head: bool) -> Bytes {
    let mut lines = csv::Writer::from_writer(Vec::new());
    let head = head.then(|| COLUMNS.map(str::to_owned));
    for line in head.into_iter().chain(receipts.iter().map(line)) {
        // Into memory, every line of the same length: this cannot fail.
        let _ = lines.write_record(line);
    }
    lines.into_inner().unwrap_or_default().into()
}

fn line(receipt: &Receipt) -> [String; 14] {
    let instant = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let latency = receipt
        .sending_at
        .zip(receipt.finished_at)
        .map(|(sent, answered)| answered.duration_since(sent).as_millis().to_string());
    let text = |text: &Option<String>| harmless(text.as_deref().unwrap_or_default());
    [
        receipt.post.to_string(),
        harmless(&receipt.channel),
        harmless(&receipt.provider),
        receipt.attempt.to_string(),
        receipt.claimed_at.to_string(),
        instant(receipt.sending_at),
        instant(receipt.finished_at),
        latency.unwrap_or_default(),
        text(&receipt.outcome),
        receipt.http_status.map(|status| status.to_string()).unwrap_or_default(),
        text(&receipt.link),
        text(&receipt.reference),
        text(&receipt.body_hash),
        text(&receipt.reason),
    ]
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(
            harmless("=HYPERLINK(\"https://a.example\")"),
            "'=HYPERLINK(\"https://a.example\")"
        );
        assert_eq!(harmless("at://did:plc:1/2"), "at://did:plc:1/2");
    }
}
