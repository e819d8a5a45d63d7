"""The log's table and guards, to the letter, for both databases."""

SQLITE = (
    """
    CREATE TABLE entry(
      seq INTEGER PRIMARY KEY CHECK(seq > 0), id TEXT NOT NULL UNIQUE,
      recorded_at TEXT NOT NULL, happened_at TEXT, actor TEXT NOT NULL, node TEXT NOT NULL,
      kind TEXT NOT NULL, customer TEXT, body_hash TEXT NOT NULL,
      prev BLOB NOT NULL UNIQUE, hash BLOB NOT NULL UNIQUE, sig BLOB,
      salt BLOB, body TEXT) STRICT
    """,
    "CREATE INDEX entry_customer ON entry(customer, seq)",
    """
    CREATE TRIGGER entry_in BEFORE INSERT ON entry WHEN
         NEW.seq IS NOT (SELECT coalesce(max(seq),0)+1 FROM entry)
      OR NEW.prev IS NOT coalesce((SELECT hash FROM entry ORDER BY seq DESC LIMIT 1), zeroblob(32))
      OR EXISTS(SELECT 1 FROM entry WHERE id = NEW.id)
    BEGIN SELECT raise(ABORT,'log: not the next entry'); END
    """,
    """
    CREATE TRIGGER entry_up BEFORE UPDATE ON entry WHEN
         NEW.seq IS NOT OLD.seq OR NEW.id IS NOT OLD.id OR NEW.recorded_at IS NOT OLD.recorded_at
      OR NEW.happened_at IS NOT OLD.happened_at OR NEW.actor IS NOT OLD.actor
      OR NEW.node IS NOT OLD.node OR NEW.kind IS NOT OLD.kind OR NEW.customer IS NOT OLD.customer
      OR NEW.body_hash IS NOT OLD.body_hash OR NEW.prev IS NOT OLD.prev
      OR NEW.hash IS NOT OLD.hash OR NEW.sig IS NOT OLD.sig
      OR NEW.salt IS NOT NULL OR NEW.body IS NOT NULL
    BEGIN SELECT raise(ABORT,'log: entries are never changed'); END
    """,
    """
    CREATE TRIGGER entry_out BEFORE DELETE ON entry
    BEGIN SELECT raise(ABORT,'log: entries are never removed'); END
    """,
)

POSTGRESQL = (
    """
    CREATE TABLE entry(
      seq BIGINT PRIMARY KEY CHECK(seq > 0), id TEXT NOT NULL UNIQUE,
      recorded_at TEXT NOT NULL, happened_at TEXT, actor TEXT NOT NULL, node TEXT NOT NULL,
      kind TEXT NOT NULL, customer TEXT, body_hash TEXT NOT NULL,
      prev BYTEA NOT NULL UNIQUE, hash BYTEA NOT NULL UNIQUE, sig BYTEA,
      salt BYTEA, body TEXT)
    """,
    "CREATE INDEX entry_customer ON entry(customer, seq)",
    "CREATE TABLE head(one BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK(one), seq BIGINT NOT NULL)",
    "INSERT INTO head(one, seq) VALUES (TRUE, 0)",
    """
    CREATE FUNCTION entry_in() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq),0)+1 FROM entry)
        OR NEW.prev IS DISTINCT FROM coalesce(
             (SELECT hash FROM entry ORDER BY seq DESC LIMIT 1), decode(repeat('00',32),'hex'))
      THEN RAISE EXCEPTION 'log: not the next entry'; END IF;
      RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER entry_in BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_in()",
    """
    CREATE FUNCTION entry_up() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.salt IS NULL AND NEW.body IS NULL
         AND ROW(NEW.seq, NEW.id, NEW.recorded_at, NEW.happened_at, NEW.actor, NEW.node, NEW.kind,
                 NEW.customer, NEW.body_hash, NEW.prev, NEW.hash, NEW.sig)
             IS NOT DISTINCT FROM
             ROW(OLD.seq, OLD.id, OLD.recorded_at, OLD.happened_at, OLD.actor, OLD.node, OLD.kind,
                 OLD.customer, OLD.body_hash, OLD.prev, OLD.hash, OLD.sig)
      THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'log: entries are never changed or removed';
    END $$
    """,
    """
    CREATE TRIGGER entry_up BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION entry_up()
    """,
    """
    CREATE TRIGGER entry_cut BEFORE TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION entry_up()
    """,
)
