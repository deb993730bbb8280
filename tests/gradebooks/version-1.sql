-- A gradebook as version 1 of its tables made it: a student, an attempt that was refused, its file.
PRAGMA application_id = 1198678891;
PRAGMA user_version = 1;
CREATE TABLE students ( id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, section TEXT NOT NULL, login TEXT NOT NULL, platform TEXT NOT NULL, on_roster INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE attempts ( id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students (id), source TEXT NOT NULL, content TEXT NOT NULL, submitted_at TEXT NOT NULL, graded_at TEXT NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN ('graded', 'refused')), message TEXT NOT NULL, fixtures TEXT NOT NULL, hidden INTEGER NOT NULL, grader TEXT NOT NULL, layers TEXT NOT NULL, machine TEXT NOT NULL, points INTEGER, max_points INTEGER, seconds REAL, same_as INTEGER REFERENCES attempts (id), result INTEGER REFERENCES results (id), CHECK ((outcome = 'graded') = (points IS NOT NULL AND max_points IS NOT NULL)));
CREATE INDEX attempts_of_student ON attempts (student, submitted_at, id);
CREATE INDEX attempts_of_content ON attempts (content, fixtures, grader);
CREATE TABLE task_points ( attempt INTEGER NOT NULL REFERENCES attempts (id), task TEXT NOT NULL, position INTEGER NOT NULL, points INTEGER NOT NULL, max_points INTEGER NOT NULL, likely_cause TEXT NOT NULL, forfeit TEXT NOT NULL, PRIMARY KEY (attempt, task)) WITHOUT ROWID;
CREATE TABLE group_points ( attempt INTEGER NOT NULL REFERENCES attempts (id), task TEXT NOT NULL, id TEXT NOT NULL, points INTEGER NOT NULL, max_points INTEGER NOT NULL, PRIMARY KEY (attempt, task, id)) WITHOUT ROWID;
CREATE TABLE cases ( attempt INTEGER NOT NULL REFERENCES attempts (id), id TEXT NOT NULL, task TEXT NOT NULL, group_id TEXT NOT NULL, verdict TEXT NOT NULL, PRIMARY KEY (attempt, id)) WITHOUT ROWID;
CREATE TABLE diagnoses ( attempt INTEGER NOT NULL REFERENCES attempts (id), task TEXT NOT NULL, cause TEXT NOT NULL REFERENCES causes (id), position INTEGER NOT NULL, PRIMARY KEY (attempt, task, cause)) WITHOUT ROWID;
CREATE INDEX diagnoses_of_cause ON diagnoses (cause, attempt);
CREATE TABLE causes ( id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, formula TEXT NOT NULL, advice TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tasks ( id TEXT PRIMARY KEY, position INTEGER NOT NULL, title TEXT NOT NULL, part INTEGER NOT NULL, part_title TEXT NOT NULL, lecture TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE results ( id INTEGER PRIMARY KEY, n_bytes INTEGER NOT NULL, deflated BLOB NOT NULL);
CREATE TABLE files ( content TEXT NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (content, name)) WITHOUT ROWID;
CREATE TABLE failures ( student TEXT NOT NULL REFERENCES students (id), source TEXT NOT NULL, failed_at TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (student, source)) WITHOUT ROWID;
CREATE VIEW current_attempts AS SELECT * FROM attempts AS a WHERE a.id = (SELECT max(b.id) FROM attempts AS b WHERE b.student = a.student  AND b.content = a.content AND b.submitted_at = a.submitted_at)
/* current_attempts(id,student,source,content,submitted_at,graded_at,outcome,message,fixtures,hidden,grader,layers,machine,points,max_points,seconds,same_as,result) */;
INSERT INTO students VALUES('s1','Ada Lovelace','','','','',1);
INSERT INTO attempts VALUES(1,'s1','s1.c','c1','2026-11-01T12:00:00Z','2026-11-01T12:00:00Z','refused','no backprop.c','',0,'','','',NULL,NULL,NULL,NULL,NULL);
INSERT INTO files VALUES('c1','net.c',x'696e7420613b0a');
