//! server/web
