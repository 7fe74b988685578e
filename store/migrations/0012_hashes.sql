-- A hash of each row about classes, by which a rebuild knows it wherever it finds it.
-- Those that are there get theirs when the file is brought up to date.
ALTER TABLE classes ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE members ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE rooms ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE room_questions ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE participants ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE room_answers ADD COLUMN hash BLOB NOT NULL DEFAULT x'';

-- Pupils who are signed in on a device. Nothing here tells who they are without the rest:
-- of the token that the device holds, and of that with the PIN, only hashes are kept, so that
-- a new PIN signs out all devices.
CREATE TABLE sign_ins (
	hash     BLOB PRIMARY KEY,        -- SHA-256 of the token
	member   INTEGER NOT NULL,
	proof    BLOB NOT NULL,           -- SHA-256 of the token and the PIN
	until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
