CREATE OR REPLACE FUNCTION ledger_check_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF NEW.nth < 1 OR NEW.balance_after IS DISTINCT FROM
((SELECT CASE WHEN NEW.side = 'D' THEN NEW.amount_minor ELSE -NEW.amount_minor END * sign FROM ledger_account WHERE id = NEW.account_id AND legs >= NEW.nth)
+ CASE NEW.nth WHEN 1 THEN 0
ELSE (SELECT balance_after FROM ledger_posting WHERE account_id = NEW.account_id AND nth = NEW.nth - 1) END)
THEN RAISE EXCEPTION 'ledger posting does not follow the one before' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
END $$

CREATE OR REPLACE FUNCTION ledger_keep_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'DELETE' OR (OLD.legs IS NOT NULL AND (NEW.legs IS NULL OR NEW.legs < OLD.legs))
OR (NEW.id, NEW.number, NEW.type, NEW.sign, NEW.owner_kind, NEW.owner_id, NEW.role, NEW.currency, NEW.no_overdraft)
<> (OLD.id, OLD.number, OLD.type, OLD.sign, OLD.owner_kind, OLD.owner_id, OLD.role, OLD.currency, OLD.no_overdraft)
THEN RAISE EXCEPTION 'ledger account keeps its facts' USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
END $$

CREATE OR REPLACE FUNCTION ledger_keep_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'DELETE' OR (OLD.state = 'closed' AND (NEW.state <> 'closed' OR NEW.code <> OLD.code))
THEN RAISE EXCEPTION 'ledger period is closed' USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
END $$

CREATE OR REPLACE FUNCTION ledger_check_month() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE month text := to_char(NEW.occurred_on, 'YYYY-MM');
BEGIN
IF EXISTS (SELECT 1 FROM ledger_period WHERE state = 'closed' AND code >= NEW.period)
OR (NEW.period <> month AND NOT (NEW.period > month
AND EXISTS (SELECT 1 FROM ledger_period WHERE state = 'closed' AND code >= month)))
THEN RAISE EXCEPTION 'ledger period is closed, or is not the month of the entry' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
END $$

CREATE TRIGGER ledger_posting_follows BEFORE INSERT ON ledger_posting
FOR EACH ROW EXECUTE FUNCTION ledger_check_chain()

CREATE TRIGGER ledger_account_only_grows BEFORE UPDATE OR DELETE ON ledger_account
FOR EACH ROW EXECUTE FUNCTION ledger_keep_account()

CREATE TRIGGER ledger_period_stays_closed BEFORE UPDATE OR DELETE ON ledger_period
FOR EACH ROW EXECUTE FUNCTION ledger_keep_period()

CREATE TRIGGER ledger_entry_is_of_its_month BEFORE INSERT ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_check_month()
