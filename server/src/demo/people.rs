//! The people of the chain: accounts for every role, their identity keys, rooms with terminals. Each acts through their own
//! [`Person`], so that nothing happens that a browser could not do.

use super::keyring::{Keyring, PASSWORD, public, random, signing};
use super::line::{Failed, Outcome, Person};
use shared::api::account::{CountersignIdentity, CreateAccount, EnrolIdentity, ReadClock, Register};
use shared::api::room::{CreateRoom, EnrolTerminal};
use shared::api::supervision::{Cosign, EnrolWitness, ReadCheckpoint};
use shared::envelope::{B64, Countersignature, Enrolment, KeyKind, Label, PrivateKey, SigningSeed, sign_object};
use shared::id::{AccountId, OrgId, RoomId};
use shared::journal::note::{Note, NoteSigner, VerifierKey};
use shared::journal::witness::{Seen, check_and_cosign};
use shared::people::Role;
use shared::refusal::Code;
use std::time::Duration;
use tokio::sync::Mutex;

/// The purchaser of the samples: unified social credit code and name.
pub const PURCHASER: (&str, &str) = ("12330100MB1C00001T", "明川市第二人民医院");

/// The bidders of the samples: account, organisation's code and name, person.
pub const BIDDERS: [(&str, &str, &str, &str); 4] = [
    ("bidder1", "91330100MA2A00001A", "浙江澄明数据科技有限公司", "陆文澜"),
    ("bidder2", "91330200MA2B00002B", "宁川智联信息系统有限公司", "石嘉禾"),
    ("bidder3", "91330300MA2C00003C", "启岳医疗信息技术有限公司", "顾念慈"),
    ("bidder4", "91330400MA2D00004D", "远汀软件工程有限公司", "费一鸣"),
];

/// Staff accounts: account, role, name.
const STAFF: [(&str, Role, &str); 7] = [
    ("officer", Role::Officer, "沈知远"),
    ("supervisor", Role::Supervisor, "周怀瑾"),
    ("purchaser", Role::Purchaser, "韩若兰"),
    ("registrar", Role::Registrar, "邵明德"),
    ("holder1", Role::Officer, "陶静怡"),
    ("holder2", Role::Officer, "倪建国"),
    ("holder3", Role::Officer, "章慧敏"),
];

/// Somebody with an account and an identity key.
#[derive(Debug)]
pub struct Signer {
    /// The line.
    pub person: Person,
    /// The account.
    pub account: AccountId,
    /// The name.
    pub name: String,
    /// The identity key.
    pub identity: SigningSeed,
}

/// A bidder: the organisation and the person who acts for it.
#[derive(Debug)]
pub struct Bidder {
    /// The person.
    pub signer: Signer,
    /// The organisation.
    pub org: OrgId,
    /// Its name.
    pub name: String,
}

/// A room whose seats have their terminals.
#[derive(Debug)]
pub struct Room {
    /// The room.
    pub id: RoomId,
    /// The terminals, in order of the seats; nobody is logged in at them.
    pub terminals: Vec<Person>,
}

/// Everybody.
#[derive(Debug)]
pub struct Cast {
    /// The administrator of accounts.
    pub admin: Person,
    /// The centre's officer.
    pub officer: Signer,
    /// The supervisor.
    pub supervisor: Signer,
    /// The purchaser.
    pub purchaser: Signer,
    /// The registrar of the pool.
    pub registrar: Signer,
    /// The three key holders.
    pub holders: Vec<Signer>,
    /// The bidders.
    pub bidders: Vec<Bidder>,
    /// The key files.
    pub keyring: Keyring,
    witness: SigningSeed,
    seen: Mutex<Option<Seen>>,
}

/// How the witness is called in its signature line.
const WITNESS: &str = "supervisor-witness";

fn id<T, E: std::fmt::Display>(made: Result<T, E>) -> Outcome<T> {
    made.map_err(Failed::because)
}

/// Enrols a fresh identity key.
async fn enrol(person: &Person, account: &AccountId, keyring: &Keyring) -> Outcome<SigningSeed> {
    let seed = signing()?;
    let key = public(&seed);
    let proof = id(sign_object(Label::Enrol, &Enrolment { account: account.as_str(), key: &key }, &seed))?;
    person.act(&EnrolIdentity { key, proof: B64(proof.0) }).await?;
    keyring.keep(KeyKind::Identity, account, None, &PrivateKey::Signing(seed.clone()))?;
    Ok(seed)
}

async fn staff(admin: &Person, keyring: &Keyring, (account, role, name): (&str, Role, &str)) -> Outcome<Signer> {
    let org = match role {
        Role::Purchaser => Some((id(OrgId::new(PURCHASER.0))?, PURCHASER.1.to_owned())),
        _ => None,
    };
    let id = id(AccountId::new(account))?;
    let create = CreateAccount { account: id.clone(), role, name: name.to_owned(), org, password: PASSWORD.to_owned() };
    admin.act(&create).await?;
    let person = admin.fresh().logged_in(account, PASSWORD).await?;
    let identity = enrol(&person, &id, keyring).await?;
    Ok(Signer { person, account: id, name: name.to_owned(), identity })
}

async fn bidder(admin: &Person, keyring: &Keyring, who: (&str, &str, &str, &str)) -> Outcome<Bidder> {
    let (account, uscc, org_name, name) = who;
    let person = admin.fresh().with_password(PASSWORD);
    let account_id = id(AccountId::new(account))?;
    let register = Register {
        account: account_id.clone(),
        password: PASSWORD.to_owned(),
        org_name: org_name.to_owned(),
        uscc: uscc.to_owned(),
        person: name.to_owned(),
    };
    person.act(&register).await?;
    let identity = enrol(&person, &account_id, keyring).await?;
    let signer = Signer { person, account: account_id, name: name.to_owned(), identity };
    Ok(Bidder { signer, org: id(OrgId::new(uscc))?, name: org_name.to_owned() })
}

/// Somebody whose account and key exist.
async fn known(admin: &Person, keyring: &Keyring, account: &str, name: &str) -> Outcome<Signer> {
    let person = admin.fresh().logged_in(account, PASSWORD).await?;
    let account = id(AccountId::new(account))?;
    let identity = keyring.recall(KeyKind::Identity, &account)?;
    Ok(Signer { person, account, name: name.to_owned(), identity })
}

impl Cast {
    /// Makes everybody's account and key. `admin` is logged in as the administrator; the others have the same patience.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn gather(admin: Person, keyring: Keyring) -> Outcome<Self> {
        let mut signers = Vec::with_capacity(STAFF.len());
        for who in STAFF {
            signers.push(staff(&admin, &keyring, who).await?);
        }
        let mut bidders = Vec::with_capacity(BIDDERS.len());
        for who in BIDDERS {
            bidders.push(bidder(&admin, &keyring, who).await?);
        }
        let witness = signing()?;
        keyring.keep(
            KeyKind::Witness,
            &id(AccountId::new("supervisor"))?,
            None,
            &PrivateKey::Signing(witness.clone()),
        )?;
        let cast = Self::complete(admin, keyring, signers, bidders, witness)?;
        let enrol = EnrolWitness { name: WITNESS.to_owned(), key: public(&cast.witness).to_string() };
        cast.supervisor.person.act(&enrol).await?;
        for holder in &cast.holders {
            cast.countersign(holder).await?;
        }
        Ok(cast)
    }

    /// The supervisor countersigns somebody's identity key, so that they may hold a key of a lot.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn countersign(&self, signer: &Signer) -> Outcome<()> {
        let (key, by) = (public(&signer.identity), &self.supervisor);
        let statement = Countersignature { account: signer.account.as_str(), by: by.account.as_str(), key: &key };
        let signature = id(sign_object(Label::Countersign, &statement, &by.identity))?;
        let account = signer.account.clone();
        by.person.act(&CountersignIdentity { account, key, signature: B64(signature.0) }).await?;
        Ok(())
    }

    /// Everybody of a sample centre that was filled before: their keys lie in `keyring`.
    ///
    /// # Errors
    /// The refusal, a broken line, or a key file that is missing.
    pub async fn recall(admin: Person, keyring: Keyring) -> Outcome<Self> {
        let mut signers = Vec::with_capacity(STAFF.len());
        for (account, _, name) in STAFF {
            signers.push(known(&admin, &keyring, account, name).await?);
        }
        let mut bidders = Vec::with_capacity(BIDDERS.len());
        for (account, uscc, org_name, name) in BIDDERS {
            let signer = known(&admin, &keyring, account, name).await?;
            bidders.push(Bidder { signer, org: id(OrgId::new(uscc))?, name: org_name.to_owned() });
        }
        let witness = keyring.recall(KeyKind::Witness, &id(AccountId::new("supervisor"))?)?;
        Self::complete(admin, keyring, signers, bidders, witness)
    }

    fn complete(
        admin: Person,
        keyring: Keyring,
        mut signers: Vec<Signer>,
        bidders: Vec<Bidder>,
        witness: SigningSeed,
    ) -> Outcome<Self> {
        let holders = signers.split_off(4);
        let Ok([officer, supervisor, purchaser, registrar]) = <[Signer; 4]>::try_from(signers) else {
            return Err(Failed::because("the staff is not complete"));
        };
        let seen = Mutex::new(None);
        Ok(Self { admin, officer, supervisor, purchaser, registrar, holders, bidders, keyring, witness, seen })
    }

    /// Everybody who acts for themselves.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        let staff = [&self.officer, &self.supervisor, &self.purchaser, &self.registrar];
        let signers = staff.into_iter().chain(&self.holders).chain(self.bidders.iter().map(|bidder| &bidder.signer));
        std::iter::once(&self.admin).chain(signers.map(|signer| &signer.person))
    }

    /// The house's time, milliseconds.
    ///
    /// # Errors
    /// A broken line.
    pub async fn now_ms(&self) -> Outcome<i64> {
        Ok(self.admin.ask(&ReadClock {}).await?.now_ms)
    }

    /// The supervisor's machine checks that the journal continues what it saw last, and cosigns its newest checkpoint.
    ///
    /// # Errors
    /// The refusal, a broken line, or an alarm of the witness.
    pub async fn cosign(&self) -> Outcome<u64> {
        let mut seen = self.seen.lock().await;
        let line = &self.supervisor.person;
        let reply = line.ask(&ReadCheckpoint { since: seen.as_ref().map(|seen| seen.size) }).await?;
        let note = id(Note::parse(reply.note.as_bytes()))?;
        let log: VerifierKey = id(reply.log.parse())?;
        let key = id(NoteSigner::cosigner_from_seed(WITNESS, self.witness.expose()))?;
        let time_s = u64::try_from(self.now_ms().await? / 1000).unwrap_or(0);
        let (cosigned, head) = id(check_and_cosign(&note, &log, seen.as_ref(), &reply.proof, &key, time_s))?;
        match line.act(&Cosign { note: cosigned.to_string() }).await {
            // Nothing has happened since the last time.
            Err(error) if error.code() == Some(Code::AlreadyDone) => {}
            other => {
                other?;
            }
        }
        let size = head.size;
        *seen = Some(head);
        Ok(size)
    }

    /// Moves the clock of a sample centre forward.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn move_clock(&self, to_ms: i64) -> Outcome<()> {
        self.admin.post("/demo/clock", &serde_json::json!({ "to_ms": to_ms })).await
    }

    /// Makes a room whose seats all have their terminals.
    ///
    /// # Errors
    /// The refusal, or a broken line.
    pub async fn room(&self, room: &str, name: &str, seats: u32) -> Outcome<Room> {
        let id = id(RoomId::new(room))?;
        self.officer
            .person
            .act(&CreateRoom { id: id.clone(), name: name.to_owned(), seats, network: String::new() })
            .await?;
        let mut terminals = Vec::new();
        for seat in 1..=seats {
            terminals.push(self.terminal(&id, seat).await?);
        }
        Ok(Room { id, terminals })
    }

    /// Binds a terminal. A code works once, so when the line broke before its answer came, another code is given out.
    async fn terminal(&self, room: &RoomId, seat: u32) -> Outcome<Person> {
        let mut tries = 0;
        loop {
            let code = self.officer.person.act(&EnrolTerminal { room: room.clone(), seat }).await?.code;
            match self.admin.fresh().activated(&code).await {
                Ok(terminal) => return Ok(terminal),
                Err(error) if tries >= 5 => return Err(error),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
            tries += 1;
        }
    }

    /// A number that nobody chose, for the public value of a draw.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn dice() -> Outcome<Vec<u8>> {
        let thrown = random::<10>()?;
        Ok(thrown.iter().map(|byte| b'1' + byte % 6).collect())
    }
}
