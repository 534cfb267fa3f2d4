//! Who draws the grounds of a site's pictures: nobody, or a model behind an address. A section
//! of the page that says who writes.

use axum::response::Response;
use domain::{contract::WriterError, text};
use leptos::prelude::*;
use store::{
    budgets::{Budget, Measure},
    image_models::{ImageChoice, ImageModel},
};

use super::{
    super::{
        form::{Form, SiteCommand, Typed},
        here::AtSite,
        notice::Notice,
        refusal::{InField, Refusal},
        service::{self, KeyField},
        widgets::{ButtonForm, Line, Tick},
    },
    EXAMPLE, again, count, this_month, used_words,
};

/// The most pictures that a budget may name.
const MOST: u64 = 1_000_000;

/// `POST /sites/{site}/writer/images`: which model draws from now on, and the budget of the
/// workspace.
pub async fn choose(SiteCommand { at, typed }: SiteCommand) -> Response {
    match try_choose(&at, &typed).await {
        Ok(()) => {
            let said = "Kept. This model draws from now on; test it before you make posts.";
            typed.done(&at.here, &at.path("/writer"), said).await
        }
        Err(refusal) => again(&at, typed, refusal).await,
    }
}

async fn try_choose(at: &AtSite, typed: &Typed) -> Result<(), Refusal> {
    let wrong = "This is not a number of pictures. Type one such as 100.";
    let pictures = count(typed, "pictures", MOST, wrong)?;
    let address = service::address(at, typed, "image_address", EXAMPLE).await?;
    let named = text::line("The model", typed.text("image_model"), 200);
    let choice = ImageChoice {
        address,
        model: named.in_field("image_model")?,
        after_photos: typed.ticked("after_photos"),
    };
    let key = service::key_change(typed, "image_key", "no_image_key")?;
    let store = &at.app().store;
    store.set_budget(at.scope(), Measure::Pictures, pictures).await?;
    Ok(store.choose_image_model(at.scope(), &choice, &key, at.here.now).await?)
}

/// `POST /sites/{site}/writer/images/test`: asks the model for a picture.
pub async fn test(SiteCommand { at, typed }: SiteCommand) -> Response {
    match try_test(&at).await {
        Ok(()) => {
            let said = "It drew a picture. The next posts get theirs from it.";
            typed.done(&at.here, &at.path("/writer"), said).await
        }
        Err(refusal) => again(&at, typed, refusal).await,
    }
}

async fn try_test(at: &AtSite) -> Result<(), Refusal> {
    if at.app().store.image_model(at.scope()).await?.is_none() {
        return Err(Refusal::conflict("No image model is chosen, so there is none to test."));
    }
    at.app().writers.try_image_model(at.scope()).await.map_err(|why| {
        Refusal::conflict(match why {
            WriterError::Unavailable(why) => format!("The image model did not answer: {why}"),
            why => why.to_string(),
        })
    })
}

/// `POST /sites/{site}/writer/images/remove`: no model draws any more.
pub async fn remove(SiteCommand { at, typed }: SiteCommand) -> Response {
    match at.app().store.forget_image_model(at.scope()).await {
        Ok(()) => {
            let said = "No model draws any more. What is drawn stays.";
            typed.done(&at.here, &at.path("/writer"), said).await
        }
        Err(error) => again(&at, typed, error.into()).await,
    }
}

/// What the section shows.
pub struct Shown {
    chosen: Option<ImageModel>,
    budget: Budget,
}

impl Shown {
    /// As things stand.
    pub async fn load(at: &AtSite) -> Result<Self, Refusal> {
        let store = &at.app().store;
        Ok(Shown {
            chosen: store.image_model(at.scope()).await?,
            budget: store.budget(at.scope(), Measure::Pictures, &this_month(at)).await?,
        })
    }
}

/// The section.
pub fn section(at: &AtSite, form: &Form, shown: &Shown) -> impl IntoView + use<> {
    let chosen = shown.chosen.as_ref();
    let trouble = chosen.and_then(|chosen| chosen.trouble.clone());
    let others = chosen.map(|_| {
        view! {
            <div class="buttons section">
                <ButtonForm action=at.path("/writer/images/test")>"Test the image model"</ButtonForm>
                <ButtonForm action=at.path("/writer/images/remove") class="button button-quiet button-danger">"Draw without a model"</ButtonForm>
            </div>
        }
    });
    view! {
        <section class="section stack" aria-labelledby="images">
            <h2 id="images">"Image model"</h2>
            <p class="lede">"Pictures are set in type over the colours and photographs of the website. A model of yours can draw what the type stands on instead: it is told what an activity is about, what you offer and your colours, and never a name, a price or a number. It is asked once for all posts of an activity; a test asks once too."</p>
            {trouble.map(|said| Notice::bad(&format!("When it was asked last, the image model did not draw, and pictures went without it: {said}")).view())}
            {fields(at, &form.of(&at.path("/writer/images")), chosen, shown.budget)}
            {others}
        </section>
    }
}

fn fields(
    at: &AtSite,
    form: &Form,
    chosen: Option<&ImageModel>,
    budget: Budget,
) -> impl IntoView + use<> {
    let of = |field: fn(&ImageChoice) -> &str| chosen.map_or("", |it| field(&it.choice)).to_owned();
    let has_key = chosen.is_some_and(|chosen| chosen.has_key);
    let after = chosen.is_some_and(|chosen| chosen.choice.after_photos);
    let after = form.typed_text().map_or(after, |typed| typed.ticked("after_photos"));
    let used = used_words(budget, "then pictures are drawn without it");
    view! {
        <form method="post" action=at.path("/writer/images") class="column stack">
            <Line form=form.clone() name="image_address" label="Address of the image model" stored=of(|it| &it.address) kind="url" hint="One that speaks OpenAI’s API for images, such as https://api.openai.com, or that of a server of your own." />
            <Line form=form.clone() name="image_model" label="Image model" stored=of(|it| &it.model) hint="As the service calls it." />
            <KeyField form=form.clone() name="image_key" label="Key of the image model" forget="no_image_key" has_key />
            <Tick name="after_photos" label="Only where no photograph of the website suits" checked=after />
            <Line form=form.clone() name="pictures" label="Pictures per month" stored=budget.most.to_string() hint=used />
            <div class="buttons">
                <button class="button button-primary">"Keep this image model"</button>
            </div>
        </form>
    }
}
