//! The browser's way in: wakes the islands of a page. Empty on any target but wasm32.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by `public/wake.js` before it wakes each island of the page.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::hydrate();
}
