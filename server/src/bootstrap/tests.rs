use super::*;

fn settings(data: &Path, demo: bool) -> Settings {
    Settings { demo, ..Settings::small(data.to_owned(), "test", "bidroom".into()) }
}

async fn may_log_in(house: &Arc<House>, secret: &str) -> bool {
    let hash = {
        let mut conn = house.db.connection().await.unwrap();
        store::accounts::find(&mut conn, ACCOUNT).await.unwrap().unwrap().password_hash
    };
    password::check(house, ACCOUNT, Some(&hash), secret).await.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_house_has_one_way_in_that_only_its_owner_can_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let data = tempfile::tempdir().unwrap();
    let house = House::open(settings(data.path(), false)).await.unwrap();
    let file = password_file(&house.settings);
    let secret = std::fs::read_to_string(&file).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(secret.trim().len(), 24);
    assert!(may_log_in(&house, secret.trim()).await);
    assert!(!may_log_in(&house, PASSWORD).await);

    // A second start changes nothing.
    first_administrator(&house).await.unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), secret);
    assert!(may_log_in(&house, secret.trim()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_centre_has_the_password_of_the_samples_and_no_file() {
    let data = tempfile::tempdir().unwrap();
    let house = House::open(settings(data.path(), true)).await.unwrap();
    assert!(may_log_in(&house, PASSWORD).await);
    assert!(!password_file(&house.settings).exists());
}
