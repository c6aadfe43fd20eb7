CREATE TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_posting WHERE entry_id = NEW.id GROUP BY currency
HAVING sum(CASE side
WHEN 'D' THEN amount_minor ELSE -amount_minor END) <> 0)
OR (SELECT count(*) FROM ledger_posting WHERE entry_id = NEW.id) < 2
BEGIN SELECT RAISE(ABORT, 'ledger entry is not balanced');
END

CREATE TRIGGER ledger_entry_is_in_time BEFORE INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_period WHERE code = NEW.period AND state = 'closed')
BEGIN SELECT RAISE(ABORT, 'ledger period is closed');
END

CREATE TRIGGER ledger_posting_is_in_time BEFORE INSERT ON ledger_posting
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, 'ledger entry is sealed');
END
