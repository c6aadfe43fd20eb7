CREATE TRIGGER ledger_posting_follows BEFORE INSERT ON ledger_posting
WHEN NEW.nth < 1 OR NEW.balance_after IS NOT
(SELECT CASE WHEN NEW.side = 'D' THEN NEW.amount_minor ELSE -NEW.amount_minor END * sign FROM ledger_account WHERE id = NEW.account_id AND legs >= NEW.nth)
+ CASE NEW.nth WHEN 1 THEN 0
ELSE (SELECT balance_after FROM ledger_posting WHERE account_id = NEW.account_id AND nth = NEW.nth - 1) END
BEGIN SELECT RAISE(ABORT, 'ledger posting does not follow the one before');
END

CREATE TRIGGER ledger_account_only_grows BEFORE UPDATE ON ledger_account
WHEN (OLD.legs IS NOT NULL AND (NEW.legs IS NULL OR NEW.legs < OLD.legs)) OR NEW.id <> OLD.id OR NEW.number <> OLD.number
OR NEW.type <> OLD.type OR NEW.sign <> OLD.sign OR NEW.owner_kind <> OLD.owner_kind OR NEW.owner_id <> OLD.owner_id
OR NEW.role <> OLD.role OR NEW.currency <> OLD.currency OR NEW.no_overdraft <> OLD.no_overdraft
BEGIN SELECT RAISE(ABORT, 'ledger account keeps its facts');
END

CREATE TRIGGER ledger_account_stays BEFORE DELETE ON ledger_account
BEGIN SELECT RAISE(ABORT, 'ledger account keeps its facts');
END

CREATE TRIGGER ledger_period_stays_closed BEFORE UPDATE ON ledger_period
WHEN OLD.state = 'closed' AND (NEW.state <> 'closed' OR NEW.code <> OLD.code)
BEGIN SELECT RAISE(ABORT, 'ledger period is closed');
END

CREATE TRIGGER ledger_period_stays BEFORE DELETE ON ledger_period
BEGIN SELECT RAISE(ABORT, 'ledger period is closed');
END

CREATE TRIGGER ledger_entry_is_of_its_month BEFORE INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_period WHERE state = 'closed' AND code >= NEW.period)
OR (NEW.period <> substr(NEW.occurred_on, 1, 7) AND NOT (NEW.period > substr(NEW.occurred_on, 1, 7)
AND EXISTS (SELECT 1 FROM ledger_period WHERE state = 'closed' AND code >= substr(NEW.occurred_on, 1, 7))))
BEGIN SELECT RAISE(ABORT, 'ledger period is closed, or is not the month of the entry');
END
