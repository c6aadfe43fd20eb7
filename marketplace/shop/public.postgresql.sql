-- The role of the public shop: it reads what visitors see and nothing else of the house. Run once as the owner of the
-- tables, after every upgrade; then start the public process with a login that is a member of this role. Where a table
-- also holds something that is no visitor's business, only the columns named here are granted.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'throughcare_public') THEN
    CREATE ROLE throughcare_public NOLOGIN;
  END IF;
END $$;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM throughcare_public;
GRANT USAGE ON SCHEMA public TO throughcare_public;
GRANT SELECT ON brand, brand_text, product, product_text, product_listing, product_word TO throughcare_public;
GRANT SELECT (product_id, form, words, people, shown_until) ON published_credit TO throughcare_public;
GRANT SELECT ON product_photo, photo_size, photo_text TO throughcare_public;
GRANT SELECT (product_id, place_id, on_hand, reserved) ON stock TO throughcare_public;
GRANT SELECT (id, name, address) ON unit TO throughcare_public;
GRANT SELECT (id, name, begins_on, text, state) ON rule_change TO throughcare_public;
GRANT SELECT (id, name, rule, from_on, court, state) ON rule_stop TO throughcare_public;
