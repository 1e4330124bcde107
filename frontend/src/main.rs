//! The page of Bidroom (评标室): what every role sees, rendered in the browser.
use leptos::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(|| view! { <main><h1>"评标室"</h1></main> });
}
