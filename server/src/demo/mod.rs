//! The sample centre (`bidroom demo`): accounts for every role, the pool, four lots, made through the same interface that
//! people use. None of it exists outside `bidroom demo`.

pub mod line;
