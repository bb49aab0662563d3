-- For whom a role is: the residents of some districts (a JSON list), or of the whole town.
ALTER TABLE role_grant ADD COLUMN districts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(districts));
ALTER TABLE invite ADD COLUMN districts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(districts));
