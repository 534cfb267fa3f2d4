//! Moving a card to another day, and where there are hours to another time: by dragging it, or
//! with the keyboard.

#[cfg(target_arch = "wasm32")]
mod board;
#[cfg(target_arch = "wasm32")]
mod drag;
#[cfg(target_arch = "wasm32")]
mod lift;

use leptos::{
    html,
    prelude::*,
    web_sys::{HtmlFormElement, HtmlParagraphElement},
};

/// Makes the cards of its children movable. Letting one go fills the one form and sends it, so a
/// move is the same request as the one from the activity's page. What it would come to is said
/// before, to those who see the page and to those who hear it. The clock time stays where days
/// have no hours; where they have, it goes by quarters of an hour.
#[island]
pub fn MoveCards(
    /// The calendar's own address, to come back to.
    back: String,
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let told = NodeRef::<html::P>::new();
    Effect::new(move || {
        if let (Some(form), Some(told)) = (form.get(), told.get()) {
            listen(form, told);
        }
    });
    view! {
        <form method="post" hidden node_ref=form>
            <input r#type="hidden" name="back" value=back />
            <input r#type="hidden" name="from" />
            <input r#type="hidden" name="day" />
            <input r#type="hidden" name="time" />
        </form>
        {children()}
        <p class="told" role="status" node_ref=told></p>
    }
}

fn listen(form: HtmlFormElement, told: HtmlParagraphElement) {
    #[cfg(target_arch = "wasm32")]
    {
        let board = board::Board { form, told };
        drag::listen(&board);
        lift::listen(&board);
    }
    // Nothing moves on the server.
    #[cfg(not(target_arch = "wasm32"))]
    drop((form, told));
}
