//! The page of Bidroom (评标室): what every role sees, rendered in the browser.
//!
//! [`app`] is the shell, [`routes`] says which path is which page, [`features`] are the pages, [`ui`] the parts they are made
//! of, [`api`] the way to the server, [`crypto`] the sealing and the keys.

pub mod api;
pub mod app;
pub mod clock;
pub mod crypto;
pub mod device;
pub mod features;
pub mod prefs;
pub mod routes;
pub mod session;
pub mod ui;
