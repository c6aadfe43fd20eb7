CREATE OR REPLACE FUNCTION ledger_check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE checked uuid;
BEGIN
IF TG_TABLE_NAME = 'ledger_entry' THEN checked := NEW.id; ELSE checked := NEW.entry_id;
END IF;
IF EXISTS (SELECT 1 FROM ledger_posting WHERE entry_id = checked GROUP BY currency
HAVING sum(CASE side
WHEN 'D' THEN amount_minor ELSE -amount_minor END) <> 0)
OR (SELECT count(*) FROM ledger_posting WHERE entry_id = checked) < 2 THEN RAISE EXCEPTION 'ledger entry is not balanced' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
END $$

CREATE OR REPLACE FUNCTION ledger_check_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF EXISTS (SELECT 1 FROM ledger_period WHERE code = NEW.period AND state = 'closed') THEN RAISE EXCEPTION 'ledger period is closed' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
END $$

CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION ledger_check_balance()

CREATE CONSTRAINT TRIGGER ledger_posting_balances AFTER INSERT ON ledger_posting
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION ledger_check_balance()

CREATE TRIGGER ledger_entry_is_in_time BEFORE INSERT ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_check_period()
