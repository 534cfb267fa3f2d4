//! A browser that follows nothing by itself and keeps one cookie.

use std::sync::{Mutex, PoisonError};

use reqwest::{Method, RequestBuilder, header};

/// Somebody with a browser.
pub struct Browser {
    address: String,
    client: reqwest::Client,
    cookie: Mutex<String>,
}

/// An answer, read to its end.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: header::HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }
}

impl Browser {
    /// A browser for a server.
    #[expect(
        clippy::disallowed_methods,
        reason = "a browser of the test, no way out of the product"
    )]
    pub fn new(address: &str) -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .build()
            .unwrap();
        Browser { address: address.to_owned(), client, cookie: Mutex::default() }
    }

    /// The cookie it holds, as it sends it.
    pub fn cookie(&self) -> String {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Holds another cookie.
    pub fn hold(&self, cookie: &str) {
        *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = cookie.to_owned();
    }

    /// A request that is not sent yet.
    pub fn asks(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().unwrap();
        let request = self.client.request(method, format!("{}{path}", self.address));
        match self.cookie() {
            none if none.is_empty() => request,
            cookie => request.header(header::COOKIE, cookie),
        }
    }

    /// Sends a request, and keeps the cookie that comes back.
    pub async fn sends(&self, request: RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let answer = Answer { status, headers, body: answer.bytes().await.unwrap().to_vec() };
        if let Some((cookie, _)) = answer.header("set-cookie").split_once(';') {
            self.hold(cookie);
        }
        answer
    }

    /// Opens a page.
    pub async fn opens(&self, path: &str) -> Answer {
        self.sends(self.asks("GET", path)).await
    }

    /// Sends a form from a page of our own.
    pub async fn submits(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let request = self
            .asks("POST", path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.extend_pairs(fields).finish());
        self.sends(request).await
    }

    /// Sends a form that has a file in its field `file`.
    pub async fn uploads(&self, path: &str, name: &str, file: &[u8]) -> Answer {
        let head = format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        let request = self
            .asks("POST", path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body([head.as_bytes(), file, b"\r\n--x--\r\n"].concat());
        self.sends(request).await
    }

    /// Makes an account and is signed in.
    pub async fn signs_up(&self) {
        let fields = [("name", "Rosa"), ("email", "rosa@bakery.example"), ("password", PASSWORD)];
        assert_eq!(self.submits("/sign-up", &fields).await.status, 303);
    }

    /// Signs in to that account.
    pub async fn signs_in(&self) {
        let fields = [("email", "rosa@bakery.example"), ("password", PASSWORD)];
        assert_eq!(self.submits("/sign-in", &fields).await.status, 303);
    }
}

const PASSWORD: &str = "bread takes time";
