use super::*;
use crate::envelope::tests::vectors;
use crate::envelope::{Binding, Label, SealError, SealPlan, SignatureError, sign_object, verify_object};

/// Every field of a context, changed to another value that is in range.
pub(in crate::envelope) fn changed(context: &Context) -> Vec<(ContextField, Context)> {
    let change = |field, edit: &dyn Fn(&mut Context)| {
        let mut other = context.clone();
        edit(&mut other);
        (field, other)
    };
    let other_envelope = match context.envelope {
        Envelope::Price => Envelope::Single,
        _ => Envelope::Price,
    };
    let other_policy = match context.policy {
        Policy::Quorum => Policy::QuorumAndBidder,
        Policy::QuorumAndBidder => Policy::Quorum,
    };
    vec![
        change(ContextField::Version, &|c| c.v = 2),
        change(ContextField::Suite, &|c| c.suite = 2),
        change(ContextField::Tender, &|c| c.tender = TenderId::new("T-2").unwrap()),
        change(ContextField::Lot, &|c| c.lot = LotId::new("2").unwrap()),
        change(ContextField::Envelope, &|c| c.envelope = other_envelope),
        change(ContextField::Bidder, &|c| c.bidder = OrgId::new("B-1").unwrap()),
        change(ContextField::BidderKey, &|c| c.bidder_key.0[0] ^= 1),
        change(ContextField::Revision, &|c| c.revision += 1),
        change(ContextField::Deadline, &|c| c.deadline_ms += 1),
        change(ContextField::Notice, &|c| c.notice.0[0] ^= 1),
        change(ContextField::Sheet, &|c| c.sheet.0[0] ^= 1),
        change(ContextField::Policy, &|c| c.policy = other_policy),
        change(ContextField::M, &|c| c.m = if c.m == 2 { 3 } else { 2 }),
        change(ContextField::N, &|c| c.n += 1),
    ]
}

#[test]
fn every_field_is_compared_and_enters_the_hash() {
    for vector in vectors() {
        let ctx = vector.context.ctx().unwrap();
        for (field, other) in changed(&vector.context) {
            assert_eq!(other.check_against(&vector.context), Err(field));
            assert_ne!(other.ctx().unwrap(), ctx, "{field:?}");
        }
        assert_eq!(vector.context.check_against(&vector.context), Ok(()));
    }
}

#[test]
fn a_context_is_built_from_its_sheet() {
    for vector in vectors() {
        let context = &vector.context;
        let binding = Binding {
            bidder: context.bidder.clone(),
            bidder_key: context.bidder_key,
            revision: 1,
            deadline_ms: context.deadline_ms,
            notice: context.notice,
            policy: context.policy,
        };
        assert_eq!(&Context::new(binding, &vector.sheet).unwrap(), context);
    }
}

#[test]
fn out_of_range_and_foreign_contexts_are_not_sealed() {
    let vector = &vectors()[0];
    type Edit = fn(&mut Context);
    let ranges: [(ContextField, Edit); 6] = [
        (ContextField::Version, |c| c.v = 0),
        (ContextField::Suite, |c| c.suite = 3),
        (ContextField::Revision, |c| c.revision = 0),
        (ContextField::Deadline, |c| c.deadline_ms = 1 << 53),
        (ContextField::M, |c| c.m = 1),
        (ContextField::N, |c| c.n = 17),
    ];
    for (field, edit) in ranges {
        let mut context = vector.context.clone();
        edit(&mut context);
        let sealed = SealPlan::new(&vector.seed, context, &vector.sheet);
        assert_eq!(sealed.unwrap_err(), SealError::Context(field));
    }
    let of_sheet = [
        ContextField::Tender,
        ContextField::Lot,
        ContextField::Envelope,
        ContextField::Sheet,
        ContextField::M,
        ContextField::N,
    ];
    for (field, context) in changed(&vector.context) {
        if of_sheet.contains(&field) {
            let sealed = SealPlan::new(&vector.seed, context, &vector.sheet);
            assert_eq!(sealed.unwrap_err(), SealError::Context(field));
        }
    }
}

#[test]
fn only_the_bidders_own_key_signs() {
    let vector = &vectors()[0];
    let plan = SealPlan::new(&vector.seed, vector.context.clone(), &vector.sheet).unwrap();
    let other = &vectors()[1].bidder;
    assert_eq!(plan.finish(65, Hash([0; 32]), other).unwrap_err(), SealError::WrongSigningKey);
    assert_eq!(plan.finish(1 << 53, Hash([0; 32]), &vector.bidder).unwrap_err(), SealError::Length);
}

#[test]
fn a_signature_counts_for_one_purpose_object_and_key() {
    let vectors = vectors();
    let context = &vectors[0].context;
    let signature = sign_object(Label::List, context, &vectors[0].bidder).unwrap();
    let key = &context.bidder_key;
    assert_eq!(verify_object(Label::List, context, key, &signature), Ok(()));
    let failed = Err(SignatureError::Signature);
    for label in [Label::Sheet, Label::Sign, Label::Release, Label::Half, Label::Destroyed] {
        assert_eq!(verify_object(label, context, key, &signature), failed);
    }
    assert_eq!(verify_object(Label::List, &vectors[1].context, key, &signature), failed);
    assert_eq!(verify_object(Label::List, context, &vectors[1].context.bidder_key, &signature), failed);
    // The identity point as a key, and a second spelling of y = 1.
    let mut weak = *key;
    weak.0 = [0; 32];
    weak.0[0] = 1;
    assert_eq!(verify_object(Label::List, context, &weak, &signature), Err(SignatureError::Key));
    weak.0 = [0xff; 32];
    (weak.0[0], weak.0[31]) = (0xee, 0x7f);
    assert_eq!(verify_object(Label::List, context, &weak, &signature), Err(SignatureError::Key));
}
