-- The house's tables. One text for both databases but for two types (the script of the migrations: BYTEA is BYTEA on
-- PostgreSQL). Times are milliseconds since 1970 UTC; flags are 0 or 1; money is fen; decimals are text.

CREATE TABLE orgs (
  id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, created_ms BIGINT NOT NULL
);
CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY, role TEXT NOT NULL, name TEXT NOT NULL, org TEXT REFERENCES orgs(id),
  password_hash TEXT NOT NULL, disabled BIGINT NOT NULL DEFAULT 0, created_ms BIGINT NOT NULL
);
CREATE TABLE identity_keys (
  public_key TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id),
  enrolled_ms BIGINT NOT NULL, revoked_ms BIGINT, revoked_why TEXT, countersigned_ms BIGINT, countersigned_by TEXT,
  countersignature TEXT
);
CREATE INDEX identity_keys_account ON identity_keys(account);
-- Sessions run on the machine's own clock, not on the house's (a demo clock must not log people out).
CREATE TABLE sessions (
  token_hash TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id),
  created_ms BIGINT NOT NULL, seen_ms BIGINT NOT NULL
);
CREATE TABLE login_failures (who TEXT NOT NULL, at_ms BIGINT NOT NULL);
CREATE INDEX login_failures_who ON login_failures(who, at_ms);
-- network: CIDR ranges of its terminals, empty for any; state: open, sealed, paused, ended.
CREATE TABLE rooms (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, seats BIGINT NOT NULL, network TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'open', state_why TEXT NOT NULL DEFAULT '', state_by TEXT NOT NULL DEFAULT '', state_ms BIGINT,
  no_copy BIGINT NOT NULL DEFAULT 0
);
-- A terminal proves itself with its key and gets a token for minutes; the one before counts until it runs out as well. The times
-- of a terminal are the machine's, as those of sessions are.
CREATE TABLE terminals (
  room TEXT NOT NULL REFERENCES rooms(id), seat BIGINT NOT NULL, public_key TEXT UNIQUE, activation_hash TEXT,
  enrolled_ms BIGINT NOT NULL, token_hash TEXT, prior_hash TEXT, token_until_ms BIGINT NOT NULL DEFAULT 0,
  proved_ms BIGINT NOT NULL DEFAULT 0, seen_ms BIGINT, frozen_why TEXT, frozen_ms BIGINT, locked BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (room, seat)
);
CREATE INDEX terminals_token ON terminals(token_hash);
CREATE INDEX terminals_prior ON terminals(prior_hash);

CREATE TABLE tenders (
  id TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, purchaser TEXT NOT NULL REFERENCES orgs(id),
  officer TEXT NOT NULL REFERENCES accounts(id), supervisor TEXT NOT NULL REFERENCES accounts(id),
  place TEXT NOT NULL, created_ms BIGINT NOT NULL
);
CREATE TABLE lots (
  tender TEXT NOT NULL REFERENCES tenders(id), lot TEXT NOT NULL, title TEXT NOT NULL,
  stage TEXT NOT NULL, stage_json TEXT NOT NULL, plan_json TEXT NOT NULL, deadline_ms BIGINT,
  version BIGINT NOT NULL DEFAULT 0, created_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot)
);
CREATE INDEX lots_stage ON lots(stage, deadline_ms);
CREATE TABLE documents (
  tender TEXT NOT NULL, lot TEXT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL, sha256 TEXT NOT NULL,
  crc32 BIGINT NOT NULL, added_ms BIGINT NOT NULL, notice BIGINT NOT NULL DEFAULT 1, PRIMARY KEY (tender, lot, name)
);
CREATE TABLE notices (
  tender TEXT NOT NULL, lot TEXT NOT NULL, version BIGINT NOT NULL, json TEXT NOT NULL, sha256 TEXT NOT NULL,
  published_ms BIGINT NOT NULL, earlier_bids TEXT NOT NULL DEFAULT 'stand', PRIMARY KEY (tender, lot, version)
);
-- Who has obtained the documents of a lot: told to nobody before the deadline (87号令 art. 28), and told of every amendment.
CREATE TABLE document_holders (
  tender TEXT NOT NULL, lot TEXT NOT NULL, account TEXT NOT NULL REFERENCES accounts(id), at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, account)
);
-- What an account is told: shown on its pages at once, and sent by the centre's channel; next_ms and sent_ms are of the
-- machine's own clock. State: page (no channel), waiting, sent, failed.
CREATE TABLE messages (
  id TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id), tender TEXT NOT NULL, lot TEXT NOT NULL,
  notice BIGINT NOT NULL, at_ms BIGINT NOT NULL, state TEXT NOT NULL, tries BIGINT NOT NULL DEFAULT 0,
  next_ms BIGINT NOT NULL DEFAULT 0, sent_ms BIGINT, UNIQUE (tender, lot, notice, account)
);
CREATE INDEX messages_due ON messages(state, next_ms);
CREATE INDEX messages_account ON messages(account, at_ms);
CREATE TABLE holders (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, x BIGINT NOT NULL,
  account TEXT NOT NULL REFERENCES accounts(id), m BIGINT NOT NULL, public_key TEXT, identity TEXT, sheet_sig TEXT,
  PRIMARY KEY (tender, lot, envelope, x), UNIQUE (tender, lot, envelope, account)
);
CREATE TABLE key_sheets (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, json TEXT NOT NULL, sha256 TEXT NOT NULL,
  PRIMARY KEY (tender, lot, envelope)
);

CREATE TABLE uploads (
  id TEXT NOT NULL PRIMARY KEY, tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, bidder TEXT NOT NULL,
  account TEXT NOT NULL, length BIGINT NOT NULL, received BIGINT NOT NULL, state TEXT NOT NULL, refusal TEXT,
  created_ms BIGINT NOT NULL, last_byte_ms BIGINT, metadata TEXT NOT NULL, active_ms BIGINT NOT NULL
);
-- What was received when: each part is one durable object of the vault, named beside its place, with the leaf hashes (32 bytes
-- each) of the payload's segments that end in it.
CREATE TABLE upload_parts (
  upload TEXT NOT NULL REFERENCES uploads(id), offset_bytes BIGINT NOT NULL, bytes BIGINT NOT NULL, name TEXT NOT NULL,
  at_ms BIGINT NOT NULL, leaves BYTEA NOT NULL, PRIMARY KEY (upload, offset_bytes)
);
CREATE INDEX uploads_state ON uploads(state, active_ms);
CREATE INDEX uploads_slot ON uploads(tender, lot, envelope, bidder, state);
CREATE TABLE bids (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, bidder TEXT NOT NULL REFERENCES orgs(id),
  revision BIGINT NOT NULL, account TEXT NOT NULL, upload TEXT NOT NULL, head BYTEA NOT NULL, head_sha256 TEXT NOT NULL,
  root TEXT NOT NULL, length BIGINT NOT NULL, received_ms BIGINT NOT NULL, state TEXT NOT NULL, notice TEXT NOT NULL,
  PRIMARY KEY (tender, lot, envelope, bidder, revision)
);
CREATE INDEX bids_upload ON bids(upload);
CREATE TABLE receipts (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, bidder TEXT NOT NULL, revision BIGINT NOT NULL,
  kind TEXT NOT NULL, seq BIGINT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (tender, lot, envelope, bidder, revision, kind)
);

-- Round 1: made at the deadline. Round 2: of the price envelopes that passed the technical stage; what is opened there.
CREATE TABLE lists (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, round BIGINT NOT NULL DEFAULT 1, json TEXT NOT NULL,
  sha256 TEXT NOT NULL, closed_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, envelope, round)
);
CREATE TABLE list_signatures (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, round BIGINT NOT NULL DEFAULT 1, role TEXT NOT NULL,
  account TEXT NOT NULL, public_key TEXT NOT NULL, signature TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, envelope, round, role)
);
-- The decryption window of policy 2; while the opening is suspended its end stands still.
CREATE TABLE windows (
  tender TEXT NOT NULL, lot TEXT NOT NULL, opened_ms BIGINT NOT NULL, ends_ms BIGINT NOT NULL, closed_ms BIGINT,
  PRIMARY KEY (tender, lot)
);
-- Bidders' halves: only the job that opens reads them, after the window.
CREATE TABLE halves (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, bidder TEXT NOT NULL, json TEXT NOT NULL,
  signature TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, envelope, bidder)
);
CREATE TABLE interruptions (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, kind TEXT NOT NULL, envelope TEXT NOT NULL,
  reason TEXT NOT NULL, until_ms BIGINT, by_account TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, n)
);
-- Seeds that bidders supplied when holders failed: kept only when the head follows from them.
CREATE TABLE recoveries (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, bidder TEXT NOT NULL, file TEXT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, envelope, bidder)
);
CREATE TABLE releases (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, x BIGINT NOT NULL, json TEXT NOT NULL,
  signature TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, envelope, x)
);
CREATE TABLE destroyed_keys (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, x BIGINT NOT NULL, signature TEXT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, envelope, x)
);
-- The seed is stored only when the quorum has recovered it, that is: after the opening.
CREATE TABLE verdicts (
  tender TEXT NOT NULL, lot TEXT NOT NULL, envelope TEXT NOT NULL, bidder TEXT NOT NULL, outcome TEXT NOT NULL,
  reason TEXT, files_json TEXT, seed BYTEA, form_json TEXT, price_fen BIGINT, decided_by TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, envelope, bidder)
);
CREATE TABLE bid_files (
  tender TEXT NOT NULL, lot TEXT NOT NULL, bidder TEXT NOT NULL, n BIGINT NOT NULL, name TEXT NOT NULL,
  size BIGINT NOT NULL, sha256 TEXT NOT NULL, pages BIGINT, PRIMARY KEY (tender, lot, bidder, n)
);
CREATE TABLE page_texts (
  sha256 TEXT NOT NULL, page BIGINT NOT NULL, text TEXT NOT NULL, flag TEXT, folded TEXT NOT NULL DEFAULT '', PRIMARY KEY (sha256, page)
);
-- What a file is made of (properties, fonts, images, attachments), for the comparison of bids.
CREATE TABLE file_facts (sha256 TEXT NOT NULL PRIMARY KEY, facts_json TEXT NOT NULL);
CREATE TABLE objections (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, bidder TEXT NOT NULL, text TEXT NOT NULL,
  raised_ms BIGINT NOT NULL, answer TEXT, answered_by TEXT, answered_ms BIGINT, PRIMARY KEY (tender, lot, n)
);

-- Documents that people sign: kind is opening-record, report, score-sheet …; the file lies in the vault under its hash.
CREATE TABLE papers (
  tender TEXT NOT NULL, lot TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL, made_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, kind, sha256)
);
CREATE TABLE paper_signatures (
  tender TEXT NOT NULL, lot TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL, signer TEXT NOT NULL,
  role TEXT NOT NULL, name TEXT NOT NULL, dissent TEXT, at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, kind, sha256, signer)
);

-- Qualification: reviewer is officer or purchaser. Compliance: reviewer is the member's id.
CREATE TABLE reviews (
  tender TEXT NOT NULL, lot TEXT NOT NULL, kind TEXT NOT NULL, reviewer TEXT NOT NULL, bidder TEXT NOT NULL,
  pass BIGINT NOT NULL, clause TEXT NOT NULL, file TEXT NOT NULL, page BIGINT NOT NULL, reason TEXT NOT NULL,
  version BIGINT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, kind, reviewer, bidder)
);
CREATE TABLE review_signatures (
  tender TEXT NOT NULL, lot TEXT NOT NULL, kind TEXT NOT NULL, reviewer TEXT NOT NULL, account TEXT NOT NULL,
  sha256 TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, kind, reviewer)
);

CREATE TABLE specialties (code TEXT NOT NULL PRIMARY KEY, parent TEXT, zh TEXT NOT NULL, en TEXT NOT NULL);
-- The sections of the catalogue that every centre starts with; the registrar's pool is coded by them.
INSERT INTO specialties (code, parent, zh, en) VALUES
  ('A', NULL, '货物', 'Goods'),
  ('A01', 'A', '计算机与网络设备', 'Computers and networks'),
  ('A02', 'A', '办公设备', 'Office equipment'),
  ('A03', 'A', '医疗设备', 'Medical equipment'),
  ('A04', 'A', '教学仪器', 'Teaching equipment'),
  ('A05', 'A', '机电设备', 'Electrical and mechanical equipment'),
  ('A06', 'A', '车辆', 'Vehicles'),
  ('A07', 'A', '家具', 'Furniture'),
  ('B', NULL, '工程', 'Works'),
  ('B01', 'B', '房屋建筑', 'Building construction'),
  ('B02', 'B', '市政工程', 'Municipal works'),
  ('B03', 'B', '机电安装', 'Mechanical and electrical installation'),
  ('B04', 'B', '装饰装修', 'Fitting-out'),
  ('B05', 'B', '建筑智能化', 'Intelligent building systems'),
  ('C', NULL, '服务', 'Services'),
  ('C01', 'C', '软件开发与信息系统集成', 'Software and systems integration'),
  ('C02', 'C', '网络与信息安全', 'Network and information security'),
  ('C03', 'C', '物业管理', 'Property management'),
  ('C04', 'C', '工程咨询与监理', 'Consulting and supervision of works'),
  ('C05', 'C', '医疗卫生服务', 'Health services'),
  ('C06', 'C', '教育培训', 'Education and training'),
  ('D', NULL, '经济与法律', 'Economics and law'),
  ('D01', 'D', '会计与审计', 'Accounting and auditing'),
  ('D02', 'D', '法律', 'Law'),
  ('D03', 'D', '工程造价', 'Cost engineering'),
  ('D04', 'D', '采购管理', 'Procurement management');
CREATE TABLE experts (
  no TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL, employer TEXT NOT NULL,
  employer_name TEXT NOT NULL, region TEXT NOT NULL, status TEXT NOT NULL, status_reason TEXT,
  status_from TEXT, created_ms BIGINT NOT NULL, changed_ms BIGINT NOT NULL
);
CREATE INDEX experts_employer ON experts(employer);
CREATE INDEX experts_region ON experts(region, status);
CREATE INDEX experts_status ON experts(status);
CREATE TABLE expert_specialties (
  no TEXT NOT NULL REFERENCES experts(no), code TEXT NOT NULL REFERENCES specialties(code), PRIMARY KEY (no, code)
);
CREATE INDEX expert_specialties_code ON expert_specialties(code);
-- Former employers of the last three years and declared relations: org is a unified social credit code.
CREATE TABLE expert_relations (
  no TEXT NOT NULL REFERENCES experts(no), kind TEXT NOT NULL, org TEXT NOT NULL, from_day TEXT, until_day TEXT,
  PRIMARY KEY (no, kind, org)
);
-- Every record that an expert ever had. The journal has SHA-256(salt, record), or the tree over those of an import, so that
-- nobody can change one afterwards and the journal's readers learn nobody's name or number.
CREATE TABLE expert_history (
  no TEXT NOT NULL, at_ms BIGINT NOT NULL, by_account TEXT NOT NULL, status TEXT NOT NULL, json TEXT NOT NULL,
  salt BYTEA NOT NULL, change TEXT NOT NULL
);
CREATE INDEX expert_history_no ON expert_history(no, at_ms);

-- What both sides say of each other after the evaluation: rater is centre or a member's id, rated the other one; statement
-- is what a rated member says to it.
CREATE TABLE ratings (
  tender TEXT NOT NULL, lot TEXT NOT NULL, rater TEXT NOT NULL, rated TEXT NOT NULL, score BIGINT NOT NULL, note TEXT NOT NULL,
  statement TEXT, by_account TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, rater, rated)
);

-- A draw keeps its uuid, pool and candidates over all attempts; the newest of a lot and purpose (highest n) is the open one.
CREATE TABLE draws (
  id TEXT NOT NULL PRIMARY KEY, tender TEXT NOT NULL, lot TEXT NOT NULL, purpose TEXT NOT NULL, n BIGINT NOT NULL,
  groups_json TEXT NOT NULL, beacon TEXT NOT NULL, meet_ms BIGINT NOT NULL, rules TEXT NOT NULL, attempt BIGINT NOT NULL,
  state TEXT NOT NULL, context TEXT, seed TEXT, short TEXT, options_json TEXT, rules_json TEXT NOT NULL,
  automatic BIGINT NOT NULL DEFAULT 0, requested_ms BIGINT NOT NULL,
  UNIQUE (tender, lot, purpose, n)
);
-- Members of consortia and subcontractors, as the opened bids name them.
CREATE TABLE bid_parts (
  tender TEXT NOT NULL, lot TEXT NOT NULL, bidder TEXT NOT NULL, org TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
  PRIMARY KEY (tender, lot, bidder, org)
);
-- What the evaluation of a lot needs decided by lot: purpose is tie or coefficient, the options are sorted.
CREATE TABLE draw_wants (
  tender TEXT NOT NULL, lot TEXT NOT NULL, purpose TEXT NOT NULL, options_json TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, purpose)
);
CREATE TABLE draw_voids (
  draw TEXT NOT NULL REFERENCES draws(id), attempt BIGINT NOT NULL, context TEXT NOT NULL, party TEXT NOT NULL,
  reason TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (draw, attempt)
);
-- The registry's secret part: who is behind a pid. Nobody but the registrar reads name and number before check-in.
CREATE TABLE draw_people (
  draw TEXT NOT NULL REFERENCES draws(id), pid TEXT NOT NULL, unit TEXT NOT NULL, expert TEXT NOT NULL,
  salt BYTEA NOT NULL, groups BIGINT NOT NULL, excluded TEXT, PRIMARY KEY (draw, pid)
);
CREATE UNIQUE INDEX draw_people_expert ON draw_people(draw, expert);
CREATE TABLE draw_parties (
  draw TEXT NOT NULL REFERENCES draws(id), attempt BIGINT NOT NULL, party TEXT NOT NULL, account TEXT NOT NULL,
  public_key TEXT NOT NULL, PRIMARY KEY (draw, attempt, party)
);
CREATE TABLE draw_notes (
  draw TEXT NOT NULL REFERENCES draws(id), attempt BIGINT NOT NULL, kind TEXT NOT NULL, party TEXT NOT NULL,
  text TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (draw, attempt, kind, party)
);
-- An answer applies at once, or when it is countersigned where that is needed; applied is its place in responses.tsv, from 1.
CREATE TABLE draw_answers (
  draw TEXT NOT NULL REFERENCES draws(id), n BIGINT NOT NULL, pid TEXT NOT NULL, answer TEXT NOT NULL, note TEXT NOT NULL,
  by_account TEXT NOT NULL, countersigned TEXT, applied BIGINT, at_ms BIGINT NOT NULL, PRIMARY KEY (draw, n)
);
-- Every try to reach somebody who is to be called; token is what a gateway's answer names.
CREATE TABLE call_tries (
  draw TEXT NOT NULL REFERENCES draws(id), pid TEXT NOT NULL, n BIGINT NOT NULL, at_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL, by_account TEXT NOT NULL, token TEXT UNIQUE, outcome TEXT NOT NULL, PRIMARY KEY (draw, pid, n)
);
-- Whom the purchaser sends into the committee.
CREATE TABLE representatives (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, name TEXT NOT NULL, named_by TEXT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, n)
);

-- The committee of a lot: drawn experts (kind expert) and the purchaser's representatives (kind purchaser).
CREATE TABLE members (
  tender TEXT NOT NULL, lot TEXT NOT NULL, id TEXT NOT NULL, n BIGINT NOT NULL, kind TEXT NOT NULL, account TEXT,
  pid TEXT, representative BIGINT, name TEXT, room TEXT, seat BIGINT, code_hash TEXT, checked_in_ms BIGINT,
  recusal TEXT NOT NULL DEFAULT 'open', recusal_json TEXT, is_head BIGINT NOT NULL DEFAULT 0,
  is_out BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (tender, lot, id)
);
CREATE INDEX members_account ON members(account);
-- Blind evaluation (暗标): the secret behind the codes, committed to in the journal before the committee reads, opened when
-- the technical scores are locked; bidders in the order of their numbers.
CREATE TABLE blind_secrets (
  tender TEXT NOT NULL, lot TEXT NOT NULL, secret BYTEA NOT NULL, bidders_json TEXT NOT NULL, at_ms BIGINT NOT NULL,
  opened_ms BIGINT, PRIMARY KEY (tender, lot)
);
CREATE TABLE head_votes (
  tender TEXT NOT NULL, lot TEXT NOT NULL, voter TEXT NOT NULL, candidate TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, voter)
);
CREATE TABLE cells (
  tender TEXT NOT NULL, lot TEXT NOT NULL, member TEXT NOT NULL, bidder TEXT NOT NULL, criterion TEXT NOT NULL,
  points TEXT, reason TEXT NOT NULL, version BIGINT NOT NULL, returned BIGINT NOT NULL DEFAULT 0, returned_points TEXT,
  returned_reason TEXT, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, member, bidder, criterion)
);
-- Whether a member has a cell to correct is asked at every save: it must not read all of the member's cells.
CREATE INDEX cells_returned ON cells(tender, lot, member) WHERE returned = 1;
-- Every value that a cell ever had: the journal's score.saved holds SHA-256(salt, JCS(value)), so that the supervisor
-- cannot read a score before it may be read, and nobody can change one afterwards.
CREATE TABLE cell_versions (
  tender TEXT NOT NULL, lot TEXT NOT NULL, member TEXT NOT NULL, bidder TEXT NOT NULL, criterion TEXT NOT NULL,
  version BIGINT NOT NULL, points TEXT, reason TEXT NOT NULL, salt BYTEA NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, member, bidder, criterion, version)
);
-- What a former terminal of a member kept and could not send; the member decides on it at the present one.
CREATE TABLE stray_cells (
  tender TEXT NOT NULL, lot TEXT NOT NULL, member TEXT NOT NULL, bidder TEXT NOT NULL, criterion TEXT NOT NULL,
  points TEXT, reason TEXT NOT NULL, version BIGINT NOT NULL, room TEXT NOT NULL, seat BIGINT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, member, bidder, criterion)
);
-- Bookmarks and notes of the members, private until the signatures.
CREATE TABLE marks (
  tender TEXT NOT NULL, lot TEXT NOT NULL, member TEXT NOT NULL, bidder TEXT NOT NULL, file BIGINT NOT NULL,
  page BIGINT NOT NULL, note TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, member, bidder, file, page)
);
CREATE TABLE sheet_signatures (
  tender TEXT NOT NULL, lot TEXT NOT NULL, member TEXT NOT NULL, sha256 TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot, member)
);
CREATE TABLE results (
  tender TEXT NOT NULL, lot TEXT NOT NULL, case_json TEXT NOT NULL, outcome_json TEXT NOT NULL, at_ms BIGINT NOT NULL,
  PRIMARY KEY (tender, lot)
);
-- The last aggregation that did not come to a ranking, and every cell that was returned for correction (87号令 art. 64).
CREATE TABLE aggregations (
  tender TEXT NOT NULL, lot TEXT NOT NULL, outcome_json TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot)
);
CREATE TABLE returns (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, member TEXT NOT NULL, bidder TEXT NOT NULL,
  criterion TEXT NOT NULL, points TEXT, ground TEXT NOT NULL, reason TEXT NOT NULL, by_member TEXT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, n)
);
-- What the committee decides together (87号令 art. 61): adopted is NULL until all who sit have voted. What follows from
-- it stands in the tables below, one row per bid, so that every desk reads the effect and none computes it again.
CREATE TABLE matters (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, kind TEXT NOT NULL, subject_json TEXT NOT NULL,
  proposal_json TEXT, reason TEXT NOT NULL, evidence_json TEXT NOT NULL, by_member TEXT NOT NULL, at_ms BIGINT NOT NULL,
  adopted BIGINT, decided_ms BIGINT, void_ms BIGINT, answered BIGINT, answer_reason TEXT, answered_ms BIGINT,
  PRIMARY KEY (tender, lot, n)
);
CREATE TABLE matter_votes (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, member TEXT NOT NULL, agree BIGINT NOT NULL,
  opinion TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, n, member)
);
CREATE TABLE invalid_bids (
  tender TEXT NOT NULL, lot TEXT NOT NULL, bidder TEXT NOT NULL, reason TEXT NOT NULL, article TEXT NOT NULL,
  matter BIGINT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, bidder)
);
CREATE TABLE corrected_prices (
  tender TEXT NOT NULL, lot TEXT NOT NULL, bidder TEXT NOT NULL, price_fen BIGINT NOT NULL, matter BIGINT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, bidder)
);
CREATE TABLE denied_claims (
  tender TEXT NOT NULL, lot TEXT NOT NULL, bidder TEXT NOT NULL, claim TEXT NOT NULL, matter BIGINT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, bidder, claim)
);
-- Questions to bidders. An answer is opened to all members at once, when no question of the lot is open any more.
CREATE TABLE inquiries (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, bidder TEXT NOT NULL, kind TEXT NOT NULL, matter BIGINT,
  question TEXT NOT NULL, asked_by TEXT NOT NULL, asked_ms BIGINT NOT NULL, due_ms BIGINT NOT NULL, answer TEXT,
  accept BIGINT, answered_by TEXT, answered_ms BIGINT, salt BYTEA, opened_ms BIGINT, lapsed_ms BIGINT,
  PRIMARY KEY (tender, lot, n)
);
CREATE INDEX inquiries_bidder ON inquiries(bidder, asked_ms);
CREATE TABLE inquiry_files (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL,
  sha256 TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, n, name)
);
-- Scores far from the others' that their member kept with a reason; they hold for these very points.
CREATE TABLE kept_scores (
  tender TEXT NOT NULL, lot TEXT NOT NULL, member TEXT NOT NULL, bidder TEXT NOT NULL, criterion TEXT NOT NULL,
  points TEXT NOT NULL, reason TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, member, bidder, criterion)
);
CREATE TABLE report_requests (
  tender TEXT NOT NULL, lot TEXT NOT NULL, by_member TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot)
);
CREATE TABLE awards (
  tender TEXT NOT NULL, lot TEXT NOT NULL, winner TEXT NOT NULL, confirmed_by TEXT NOT NULL, confirmed_ms BIGINT NOT NULL,
  published_ms BIGINT, reason TEXT, PRIMARY KEY (tender, lot)
);
-- Re-evaluations after the report was signed (87号令 art. 64), with the outcome that stood before.
CREATE TABLE reevaluations (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, ground TEXT NOT NULL, reason TEXT NOT NULL,
  role TEXT NOT NULL, account TEXT NOT NULL, report_sha256 TEXT NOT NULL, outcome_json TEXT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (tender, lot, n)
);
CREATE TABLE bonds (
  tender TEXT NOT NULL, lot TEXT NOT NULL, bidder TEXT NOT NULL, amount_fen BIGINT NOT NULL, form TEXT NOT NULL,
  arrived_ms BIGINT NOT NULL, source TEXT NOT NULL, refunded_ms BIGINT, PRIMARY KEY (tender, lot, bidder)
);
CREATE TABLE contracts (
  tender TEXT NOT NULL, lot TEXT NOT NULL, number TEXT NOT NULL, signed_ms BIGINT NOT NULL, amount_fen BIGINT NOT NULL,
  noted_by TEXT NOT NULL, published_ms BIGINT, PRIMARY KEY (tender, lot)
);
CREATE TABLE challenges (
  tender TEXT NOT NULL, lot TEXT NOT NULL, n BIGINT NOT NULL, bidder TEXT NOT NULL, text TEXT NOT NULL,
  raised_ms BIGINT NOT NULL, answer TEXT, answered_ms BIGINT, PRIMARY KEY (tender, lot, n)
);
-- The legal calendar, every version of it; without a row the built-in days count.
CREATE TABLE calendars (
  version BIGINT NOT NULL PRIMARY KEY, json TEXT NOT NULL, by_account TEXT NOT NULL, at_ms BIGINT NOT NULL
);

-- The journal: the body and its salt lie beside the entry. seq is NULL until the sequencer has numbered the act.
CREATE TABLE journal (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seq BIGINT UNIQUE, at_ms BIGINT NOT NULL, kind TEXT NOT NULL, tender TEXT, lot TEXT, actor TEXT NOT NULL, terminal TEXT,
  body TEXT NOT NULL, salt BYTEA NOT NULL, leaf BYTEA
);
-- A person's keys at an index are told from these entries alone.
CREATE INDEX journal_identity ON journal(seq) WHERE kind IN ('identity.enrolled', 'identity.revoked', 'identity.countersigned');
CREATE INDEX journal_lot ON journal(tender, lot, seq);
CREATE INDEX journal_terminal ON journal(terminal, seq);
-- The tree's inner nodes at the levels of its tiles (8, 16 …), so that a proof reads few rows.
CREATE TABLE tree_nodes (level BIGINT NOT NULL, idx BIGINT NOT NULL, hash BYTEA NOT NULL, PRIMARY KEY (level, idx));
CREATE TABLE checkpoints (
  size BIGINT NOT NULL PRIMARY KEY, note TEXT NOT NULL, at_ms BIGINT NOT NULL, cosigned TEXT, cosigned_ms BIGINT
);
-- alert: what it is about; until: the index of the journal or the moment up to which it was seen.
CREATE TABLE alert_notes (
  alert TEXT NOT NULL PRIMARY KEY, until BIGINT NOT NULL, by_account TEXT NOT NULL, note TEXT NOT NULL, at_ms BIGINT NOT NULL
);
CREATE TABLE witnesses (name TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, public_key TEXT NOT NULL, enrolled_ms BIGINT NOT NULL);
CREATE TABLE commands (
  key TEXT NOT NULL, actor TEXT NOT NULL, endpoint TEXT NOT NULL, body_sha256 TEXT NOT NULL, reply TEXT NOT NULL,
  at_ms BIGINT NOT NULL, PRIMARY KEY (actor, key)
);
CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
