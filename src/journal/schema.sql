-- The payment journal of a chargeonce station. Append only; no card data.
--
-- One row an event. `seq` has no gap, `hash` covers the row and `prev`, and `prev` is the hash of
-- the row before. `wall_ms` (milliseconds since 1970 UTC) is for people; order is by `seq`.
-- `boot` names one run of the station, `mono_ms` counts from its start.
CREATE TABLE event (
    seq     INTEGER PRIMARY KEY CHECK (seq > 0),
    sale    TEXT CHECK (length(sale) = 32),
    kind    TEXT NOT NULL,
    body    TEXT NOT NULL CHECK (json_valid(body)),
    wall_ms INTEGER NOT NULL,
    boot    BLOB NOT NULL CHECK (length(boot) = 16),
    mono_ms INTEGER NOT NULL,
    prev    BLOB NOT NULL CHECK (length(prev) = 32),
    hash    BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- One row: what this journal is, and its last event, so that a cut tail is seen.
CREATE TABLE meta (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    format     INTEGER NOT NULL,
    install    BLOB NOT NULL CHECK (length(install) = 16),
    created_ms INTEGER NOT NULL,
    head_seq   INTEGER NOT NULL,
    head_hash  BLOB NOT NULL CHECK (length(head_hash) = 32)
) STRICT;

CREATE TRIGGER event_follows_the_last BEFORE INSERT ON event
WHEN NEW.seq <> (SELECT head_seq + 1 FROM meta) OR NEW.prev <> (SELECT head_hash FROM meta)
BEGIN SELECT RAISE(ABORT, 'an event follows the last one'); END;

CREATE TRIGGER event_becomes_the_head AFTER INSERT ON event
BEGIN UPDATE meta SET head_seq = NEW.seq, head_hash = NEW.hash; END;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;

CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;

CREATE TRIGGER meta_keeps_its_identity BEFORE UPDATE OF one, format, install, created_ms ON meta
BEGIN SELECT RAISE(ABORT, 'the journal keeps its identity'); END;

CREATE TRIGGER meta_is_never_removed BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'the journal keeps its identity'); END;
