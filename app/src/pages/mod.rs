//! Every address the server answers, in one table.

mod account;
mod activity;
mod app;
mod calendar;
mod channel;
mod document;
mod event;
mod form;
mod frame;
mod here;
mod key;
mod media;
mod notice;
mod notification;
mod plan;
mod post;
mod queue;
mod receipt;
mod reference;
mod refusal;
mod sandbox;
mod service;
mod setting;
mod site;
mod source;
mod status;
mod upload;
mod volume;
mod welcome;
mod when;
mod widgets;
mod writer;

use axum::{
    Router,
    http::Method,
    routing::{MethodRouter, get, post},
};

pub use app::{App, Assets, Parts};
pub use channel::connect_sandbox;
pub use reference::References;
pub use refusal::stranger_page;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Anyone,
    /// Somebody who is signed in.
    Member,
    /// A member of the workspace that the site in the address belongs to.
    SiteMember,
}

/// One address with one method.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with `{site}` and the like for its ids.
    pub path: &'static str,
    /// Who may use it. Enforced by the extractor that the handler takes, and proved for
    /// every row by the test that walks this table.
    pub who: Who,
    handler: MethodRouter<App>,
}

/// All pages and forms, without layers.
pub fn router(app: App) -> Router {
    widgets::icons_at(app.assets.path("icons.svg"));
    routes()
        .into_iter()
        .fold(Router::new(), |router, route| router.route(route.path, route.handler))
        .fallback(refusal::not_found)
        .with_state(app)
}

/// The table of routes. A route that is not in it does not exist.
pub fn routes() -> Vec<Route> {
    use Who::{Anyone, Member, SiteMember};
    let page = |path, who, handler| Route { method: Method::GET, path, who, handler };
    let command = |path, who, handler| Route { method: Method::POST, path, who, handler };
    vec![
        page("/", Anyone, get(welcome::page)),
        page("/sign-up", Anyone, get(account::sign_up_page)),
        command("/sign-up", Anyone, post(account::sign_up)),
        page("/sign-in", Anyone, get(account::sign_in_page)),
        command("/sign-in", Anyone, post(account::sign_in)),
        command("/sign-out", Anyone, post(account::sign_out)),
        page("/sandbox/{sandbox}", Anyone, get(sandbox::page)),
        page("/sandbox/{sandbox}/media/{media}", Anyone, get(sandbox::picture)),
        page("/feeds/{feed}", Anyone, get(calendar::feed::read)),
        page(reference::PATH, Anyone, get(reference::page)),
        page(reference::POST_FOR_ME, Anyone, get(reference::post_for_me)),
        page("/status", Member, get(status::page)),
        page("/sites", Member, get(site::list_page)),
        page("/sites/new", Member, get(site::new_page)),
        command("/sites/new", Member, post(site::add)),
        page("/sites/{site}", SiteMember, get(site::page)),
        command("/sites/{site}/read", SiteMember, post(site::read_again)),
        command("/sites/{site}/facts/{fact}", SiteMember, post(site::correct)),
        page("/sites/{site}/plan", SiteMember, get(plan::page)),
        command("/sites/{site}/plan", SiteMember, post(plan::generate)),
        command("/sites/{site}/plan/delete", SiteMember, post(plan::delete)),
        page("/sites/{site}/plan/progress", SiteMember, get(plan::progress)),
        page("/sites/{site}/plan/again", SiteMember, get(plan::again::page)),
        command("/sites/{site}/plan/again", SiteMember, post(plan::again::take)),
        page("/sites/{site}/calendar", SiteMember, get(calendar::page)),
        page("/sites/{site}/calendar/feeds", SiteMember, get(calendar::feed::page)),
        command("/sites/{site}/calendar/feeds", SiteMember, post(calendar::feed::make)),
        command(
            "/sites/{site}/calendar/feeds/{feed}/revoke",
            SiteMember,
            post(calendar::feed::revoke),
        ),
        command("/sites/{site}/schedule", SiteMember, post(calendar::schedule_all)),
        page("/sites/{site}/activities/new", SiteMember, get(activity::new::page)),
        command("/sites/{site}/activities", SiteMember, post(activity::new::add)),
        page("/sites/{site}/activities/{activity}", SiteMember, get(activity::page)),
        command("/sites/{site}/activities/{activity}/move", SiteMember, post(activity::move_to)),
        command(
            "/sites/{site}/activities/{activity}/posts",
            SiteMember,
            post(activity::generate_posts),
        ),
        command(
            "/sites/{site}/activities/{activity}/stories",
            SiteMember,
            post(activity::remake_stories),
        ),
        command(
            "/sites/{site}/activities/{activity}/stories/remove",
            SiteMember,
            post(activity::remove_stories),
        ),
        command(
            "/sites/{site}/activities/{activity}/draft",
            SiteMember,
            post(activity::draft::save),
        ),
        command(
            "/sites/{site}/activities/{activity}/draft/anew",
            SiteMember,
            post(activity::draft::write_anew),
        ),
        page(
            "/sites/{site}/activities/{activity}/draft.md",
            SiteMember,
            get(activity::draft::markdown),
        ),
        page(
            "/sites/{site}/activities/{activity}/draft.txt",
            SiteMember,
            get(activity::draft::plain_text),
        ),
        command(
            "/sites/{site}/activities/{activity}/schedule",
            SiteMember,
            post(activity::schedule),
        ),
        command("/sites/{site}/activities/{activity}/delete", SiteMember, post(activity::delete)),
        page("/sites/{site}/posts/{post}", SiteMember, get(post::page)),
        command("/sites/{site}/posts/{post}/text", SiteMember, post(post::save_text)),
        command("/sites/{site}/posts/{post}/time", SiteMember, post(post::move_to)),
        command("/sites/{site}/posts/{post}/schedule", SiteMember, post(post::schedule)),
        command("/sites/{site}/posts/{post}/unschedule", SiteMember, post(post::unschedule)),
        command("/sites/{site}/posts/{post}/words", SiteMember, post(post::new_words)),
        command("/sites/{site}/posts/{post}/picture", SiteMember, post(post::new_picture)),
        command("/sites/{site}/posts/{post}/settle", SiteMember, post(post::settle)),
        page("/sites/{site}/queue", SiteMember, get(queue::page)),
        command("/sites/{site}/queue/missed", SiteMember, post(queue::take_back_missed)),
        command("/sites/{site}/queue/freeze", SiteMember, post(queue::freeze::freeze)),
        command("/sites/{site}/queue/unfreeze", SiteMember, post(queue::freeze::unfreeze)),
        page("/sites/{site}/receipts.csv", SiteMember, get(receipt::export)),
        page("/sites/{site}/notifications", SiteMember, get(notification::page)),
        command("/sites/{site}/notifications/seen", SiteMember, post(notification::see)),
        command("/sites/{site}/notifications/mail", SiteMember, post(notification::choose_mail)),
        command("/sites/{site}/notifications/webhook", SiteMember, post(notification::set_webhook)),
        command(
            "/sites/{site}/notifications/webhook/remove",
            SiteMember,
            post(notification::remove_webhook),
        ),
        page("/sites/{site}/events", SiteMember, get(event::page)),
        command("/sites/{site}/events", SiteMember, post(event::add)),
        page("/sites/{site}/events/{event}", SiteMember, get(event::edit_page)),
        command("/sites/{site}/events/{event}", SiteMember, post(event::edit)),
        command("/sites/{site}/events/{event}/leave", SiteMember, post(event::leave)),
        command("/sites/{site}/events/{event}/delete", SiteMember, post(event::delete)),
        command("/sites/{site}/calendars", SiteMember, post(event::bring_in)),
        command("/sites/{site}/calendars/{calendar}/delete", SiteMember, post(event::remove)),
        page("/sites/{site}/settings", SiteMember, get(setting::page)),
        command("/sites/{site}/settings", SiteMember, post(setting::save)),
        page("/sites/{site}/channels", SiteMember, get(channel::page)),
        command("/sites/{site}/channels/{channel}/connect", SiteMember, post(channel::connect)),
        command("/sites/{site}/channels/{channel}/test", SiteMember, post(channel::test)),
        command(
            "/sites/{site}/channels/{channel}/disconnect",
            SiteMember,
            post(channel::disconnect),
        ),
        command("/sites/{site}/sandbox", SiteMember, post(channel::set_sandbox)),
        page("/sites/{site}/source", SiteMember, get(source::page)),
        command("/sites/{site}/source", SiteMember, post(source::choose)),
        command("/sites/{site}/source/test", SiteMember, post(source::test)),
        command("/sites/{site}/source/look", SiteMember, post(source::look)),
        command("/sites/{site}/source/leave", SiteMember, post(source::leave)),
        page("/sites/{site}/writer", SiteMember, get(writer::page)),
        command("/sites/{site}/writer", SiteMember, post(writer::choose)),
        command("/sites/{site}/writer/test", SiteMember, post(writer::test)),
        command("/sites/{site}/writer/images", SiteMember, post(writer::images::choose)),
        command("/sites/{site}/writer/images/test", SiteMember, post(writer::images::test)),
        command("/sites/{site}/writer/images/remove", SiteMember, post(writer::images::remove)),
        page("/sites/{site}/volumes", SiteMember, get(volume::page)),
        command("/sites/{site}/volumes", SiteMember, post(volume::choose)),
        command("/sites/{site}/volumes/remove", SiteMember, post(volume::remove)),
        page("/sites/{site}/keys", SiteMember, get(key::page)),
        command("/sites/{site}/keys", SiteMember, post(key::make)),
        command("/sites/{site}/keys/{key}/revoke", SiteMember, post(key::revoke)),
        command("/sites/{site}/apps", SiteMember, post(key::make_app)),
        command("/sites/{site}/apps/{app}/revoke", SiteMember, post(key::revoke_app)),
        page("/sites/{site}/media/{media}", SiteMember, get(media::picture)),
    ]
}
