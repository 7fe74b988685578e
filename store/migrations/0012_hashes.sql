-- A hash of each row about classes, by which a rebuild knows it wherever it finds it.
-- Those that are there get theirs when the file is brought up to date.
ALTER TABLE classes ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE members ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE rooms ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE room_questions ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE participants ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE room_answers ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
